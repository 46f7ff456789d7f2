"""The local sandbox: what the guest is given, and what is left when it is closed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.handover import adopt
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile


def _program(source: str) -> Program:
    return Program("work.py", (SourceFile("work.py", (Cell(0, source),)),))


def _process(sandbox: GuestSandbox) -> subprocess.Popen[bytes]:
    process = sandbox._on_close.__self__._process  # type: ignore[attr-defined]
    assert isinstance(process, subprocess.Popen)
    return process


def _folder(sandbox: GuestSandbox) -> Path:
    return Path(sandbox._on_close.__self__._folder)  # type: ignore[attr-defined]


def _get(sandbox: GuestSandbox, name: str) -> Any:
    return sandbox.request("get", {"target": {"name": name}}, cpu_s=5, wall_s=20).value


def test_it_says_where_the_code_ran(forking_guest: GuestSandbox) -> None:
    info = forking_guest.info
    assert (info.kind, info.image, info.device) == ("local", "local", "cpu")
    assert info.python == sys.version.split()[0]
    assert info.walls["session"] == "up"


def test_no_variable_and_no_descriptor_of_ours_reaches_the_student(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRADER_SECRET_KEY", "canary-5e1f")
    with (tmp_path / "secret").open("w") as kept:
        os.set_inheritable(kept.fileno(), True)
        sandbox = open_local(walls=False)
        try:
            source = "import os\nenviron = dict(os.environ)\nopened = sorted(os.listdir('/proc/self/fd'))"
            assert sandbox.spawn(_program(source), Limits(), 1).fault is None
            assert "canary-5e1f" not in json.dumps(_get(sandbox, "environ"))
            # Three standard streams, the channel, and the one that lists the folder.
            assert _get(sandbox, "opened") == ["0", "1", "2", "3", "4"]
        finally:
            sandbox.close()


def test_a_secret_does_reach_a_process_that_is_started_carelessly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above: it is the empty environment that keeps the secret."""
    monkeypatch.setenv("GRADER_SECRET_KEY", "canary-5e1f")
    careless = subprocess.run(
        [sys.executable, "-c", "import os; print(dict(os.environ))"], capture_output=True, check=True
    )
    assert b"canary-5e1f" in careless.stdout


def test_closing_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = open_local()
    assert sandbox.spawn(_program("x = 1"), Limits(), 1).fault is None
    process, folder = _process(sandbox), _folder(sandbox)
    assert folder.exists()
    sandbox.close()
    assert process.returncode is not None
    assert not folder.exists()
    assert not sandbox.alive
    with pytest.raises(SandboxError, match="closed"):
        sandbox.output()
    sandbox.close()


def test_a_guest_that_vanishes_is_a_sandbox_error() -> None:
    sandbox = open_local(start="spawn", walls=False)
    try:
        _process(sandbox).kill()
        with pytest.raises(SandboxError):
            sandbox.spawn(_program("x = 1"), Limits(), 1)
    finally:
        sandbox.close()


def test_the_guest_ends_when_its_host_does() -> None:
    code = (
        "import time; from sandbox.host.local import open_local; sandbox = open_local(); "
        "print(sandbox._on_close.__self__._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as host:
        assert host.stdout is not None
        guest = int(host.stdout.readline())
        assert Path(f"/proc/{guest}").exists()
        host.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 60
    while _running(guest) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _running(guest)


def _running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_sandbox_is_handed_over_to_another_process() -> None:
    sandbox = open_local()
    try:
        assert sandbox.spawn(_program("def f(x): return x + 1"), Limits(), 1).fault is None
        descriptors, description = sandbox.handover()
        description = json.loads(json.dumps(description))
        with pytest.raises(SandboxError, match="closed"):
            sandbox.output()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                taken = adopt(descriptors, description)
                body = {"target": {"name": "f"}, "args": [41]}
                code = 0 if taken.request("call", body, cpu_s=5, wall_s=20).value == 42 else 2
            finally:
                os._exit(code)
        for descriptor in descriptors:
            os.close(descriptor)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    finally:
        sandbox.close()
    assert _process(sandbox).returncode is not None


def test_a_guest_that_cannot_start_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SandboxError, match="vanished"):
        open_local()
