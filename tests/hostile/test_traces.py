"""What an attack leaves behind when its sandbox is closed: nothing. And floods of output are cut."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from containers import started_here
from processes import descendants
from running import CALL, let_loose, program

from sandbox.host.connection import GuestSandbox
from sandbox.host.docker import DockerConfig, connect, open_docker
from sandbox.host.local import open_local
from sandbox.program import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

#: Fork bomb, thread bomb, disk filler, memory eater, writing outside.
#: The last is a daemon, so that it is there when the sandbox is closed.
NASTY = ("C1a", "C1b", "C3a", "C2a", "B1a", "C5")
KEPT_BYTES = 64 * 1024

FLOOD = """
import sys
def attack():
    line = 'x' * 1023 + '\\n'
    for _ in range(100 * 1024):
        sys.stdout.write(line)
    return 'worked'
"""


def open_weak() -> GuestSandbox:
    return open_local(walls=False)


@pytest.mark.parametrize("open_", [open_local, open_weak], ids=["walls", "no walls"])
def test_the_local_sandbox_leaves_no_process_and_no_file(
    open_: Callable[[], GuestSandbox],
    told: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    processes = descendants(os.getpid())
    sandbox = open_()
    assert list(tmp_path.iterdir())
    assert descendants(os.getpid()) > processes
    for id_ in NASTY:
        let_loose(sandbox, id_, told)
    sandbox.close()
    assert descendants(os.getpid()) == processes
    assert list(tmp_path.iterdir()) == []


@pytest.mark.docker
def test_the_container_leaves_nothing(told: dict[str, Any]) -> None:
    with contextlib.closing(connect()) as api:
        before = started_here(api)
        with contextlib.closing(open_docker(DockerConfig(image="grader-sandbox:cpu"))) as sandbox:
            (container,) = started_here(api) - before
            pid = api.inspect_container(container)["State"]["Pid"]
            for id_ in NASTY:
                let_loose(sandbox, id_, told)
        assert started_here(api) == before
        assert not Path(f"/proc/{pid}").exists()
        assert api.volumes(filters={"dangling": True})["Volumes"] in (None, [])


@pytest.mark.parametrize("kind", ["local", pytest.param("docker", marks=pytest.mark.docker)])
def test_a_flood_of_output_is_counted_and_cut(kind: str, told: dict[str, Any]) -> None:
    open_ = open_local if kind == "local" else lambda: open_docker(DockerConfig(image="grader-sandbox:cpu"))
    sandbox = open_()
    try:
        sandbox.spawn(program(FLOOD, told), Limits(), seed=1)
        began = time.monotonic()
        assert sandbox.request("call", CALL, cpu_s=15, wall_s=30).value == "worked"
        output = sandbox.output()
        # All of it was written, little of it is kept.
        assert output.total_bytes == 100 * 2**20
        assert 0 < len(output.stdout) <= KEPT_BYTES + 200
        assert time.monotonic() - began < 30
    finally:
        sandbox.close()


def test_an_orphan_would_be_noticed() -> None:
    """The positive control of the tests above: a process that stays behind is seen."""
    before = descendants(os.getpid())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as left:
        assert descendants(os.getpid()) - before == {left.pid}
        left.communicate(b"\n")
    assert descendants(os.getpid()) == before
