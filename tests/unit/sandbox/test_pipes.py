"""The way into a container that the engine does not carry, and what is left of it once the guest is there."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import elsewhere
import pytest
from engine_frames import framed

from sandbox.host import docker, pipes
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox, greet
from sandbox.host.docker import DockerConfig, connect, open_docker, own_labels
from sandbox.host.docker_config import PIPES_FOLDER, container_config
from sandbox.host.docker_stream import DockerStream
from sandbox.host.pipes import NamedPipes
from sandbox.host.stream import PipeStream
from sandbox.program import Cell, Limits, Program, SourceFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only an engine on Linux has our files")

ROOT = Path(__file__).resolve().parents[3]
IMAGE = "grader-sandbox:cpu"


def soon(wait_s: float = 60.0) -> float:
    return time.monotonic() + wait_s


@contextlib.contextmanager
def attached() -> Iterator[tuple[socket.socket, DockerStream]]:
    """The engine's end of an attached stream, and ours."""
    engine, ours = socket.socketpair()
    stream = DockerStream(ours)
    with engine:
        yield engine, stream
    stream.close()


@contextlib.contextmanager
def guest(folder: str) -> Iterator[subprocess.Popen[bytes]]:
    """The real guest as a process of this machine, with standard streams as a container has them."""
    environment = {**os.environ, "GUEST_PIPES": folder, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-s", "-P", "-B", "-m", "sandbox.guest", "--no-walls"],
        **{"env": environment, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_only_the_mount_leads_to_the_pipes_whatever_the_umask() -> None:
    before = os.umask(0o077)
    try:
        named = NamedPipes()
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in named.folder.iterdir()}
    assert modes == {"to-guest": 0o644, "to-host": 0o622}
    assert named.folder.stat().st_mode & 0o777 == 0o755
    assert named.folder.parent.stat().st_mode & 0o777 == 0o700
    named.close()
    assert not named.folder.parent.exists()
    named.close()


def test_guest_and_host_meet_and_leave_no_file() -> None:
    named = NamedPipes()
    with guest(str(named.folder)) as process, attached() as (_, stream):
        with contextlib.closing(named):
            met = named.meet(stream, soon())
        assert isinstance(met, PipeStream)
        assert not named.folder.parent.exists()
        assert greet(met, "docker", "none", "cpu").walls
        # Its standard streams are nobody's: it has read nothing of them and goes on when they end.
        assert process.stdin is not None
        process.stdin.close()
        assert GuestSandbox(met, greet_info()).ping().stdout == ""
        met.close()
        assert process.wait(60) == 0
        assert process.stdout is not None
        assert process.stdout.read() == b""


def greet_info() -> Any:
    from sandbox.host.base import SandboxInfo

    return SandboxInfo("docker", "none", "3", "2", "cpu", {})


@pytest.mark.parametrize("place", ["nowhere", "nobody"])
def test_a_guest_that_finds_nobody_there_speaks_over_its_standard_output(tmp_path: Path, place: str) -> None:
    """The folder is another machine's, or pipes of the same name are."""
    for name in ("to-guest", "to-host") if place == "nobody" else ():
        os.mkfifo(tmp_path / name)
    with guest(str(tmp_path)) as process:
        assert process.stdout is not None
        head, _ = struct.unpack(">IQ", process.stdout.read(12))
        assert "hello" in json.loads(process.stdout.read(head))


def test_who_speaks_over_the_engine_is_heard_there() -> None:
    with contextlib.closing(NamedPipes()) as named, attached() as (engine, stream):
        engine.sendall(framed(2, b"a warning"))
        threading.Timer(0.2, engine.sendall, [framed(1, b"hello")]).start()
        assert named.meet(stream, soon()) is None
        assert stream.receive_exactly(5, soon()) == b"hello"
        assert stream.said == "a warning"


def test_a_container_that_ends_before_it_speaks_says_why() -> None:
    with contextlib.closing(NamedPipes()) as named, attached() as (engine, stream):
        engine.sendall(framed(2, b"no module named torch"))
        engine.shutdown(socket.SHUT_WR)
        with pytest.raises(SandboxError, match="vanished no module named torch"):
            named.meet(stream, soon())


def test_a_guest_that_says_nothing_is_not_waited_for_for_ever() -> None:
    with (
        contextlib.closing(NamedPipes()) as named,
        attached() as (_, stream),
        pytest.raises(SandboxError, match="in time"),
    ):
        named.meet(stream, soon(0.05))


def test_an_engine_elsewhere_is_not_asked_for_what_it_cannot_have() -> None:
    class Engine:
        base_url = "http://10.0.0.7:2375"

    assert pipes.make(Engine()) is None
    Engine.base_url = "http+docker://localhost"
    named = pipes.make(Engine())
    assert named is not None
    named.close()


@pytest.mark.docker
def test_without_room_for_pipes_the_engine_carries_the_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with contextlib.closing(open_docker(DockerConfig(image=IMAGE))) as sandbox:
        assert sandbox.carrier == "docker"
    assert "no pipes can be made" in caplog.text


def look_around(sandbox: GuestSandbox) -> Any:
    """What a program finds of the pipes, and what comes of writing to them."""
    source = (
        "import os\n"
        f"def look():\n    return sorted(os.listdir({PIPES_FOLDER!r}))\n"
        "def speak():\n"
        f"    pipe = os.open({PIPES_FOLDER + '/to-host'!r}, os.O_WRONLY | os.O_NONBLOCK)\n"
        "    return os.write(pipe, b'x' * 64)\n"
        "def keep():\n"
        f"    open({PIPES_FOLDER + '/kept'!r}, 'w').write('for the next one')\n"
    )
    program = Program("a.py", (SourceFile("a.py", (Cell(0, source),)),))
    assert sandbox.spawn(program, Limits(), 1).fault is None

    def call(name: str) -> Any:
        body = {"target": {"name": name}, "args": [], "kwargs": {}, "observe": False, "device": None}
        reply = sandbox.request("call", body, cpu_s=5, wall_s=20)
        return reply.value if reply.fault is None else reply.fault.type

    return [call(name) for name in ("look", "keep")], lambda: call("speak")


@pytest.mark.docker
def test_the_way_in_is_gone_before_a_program_is_there() -> None:
    """Without the inner walls, whose files do not include that folder: this wall must stand by itself."""
    with contextlib.closing(open_docker(DockerConfig(image=IMAGE, walls=False))) as sandbox:
        seen, speak = look_around(sandbox)
        # What is left of the folder may not even be looked into.
        assert seen == ["PermissionError", "PermissionError"]
        assert speak() == "PermissionError"


@pytest.mark.docker
def test_a_way_in_that_is_left_open_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: the same program, where host and pipes stay as they are."""
    kept: list[NamedPipes] = []
    monkeypatch.setattr(NamedPipes, "close", lambda named: kept.append(named))
    with contextlib.closing(open_docker(DockerConfig(image=IMAGE, walls=False))) as sandbox:
        monkeypatch.undo()
        seen, speak = look_around(sandbox)
        assert seen == [["to-guest", "to-host"], "OSError"]
        # The host takes what the program wrote for the guest's word.
        with pytest.raises(SandboxError, match="rules of the wire"):
            speak()
        kept[0].close()


@pytest.mark.docker
def test_an_older_guest_is_spoken_to_over_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its image knows nothing of pipes and says hello where it always did."""
    with_pipes = docker.with_pipes

    def unheard_of(body: dict[str, Any], folder: str) -> dict[str, Any]:
        return {**with_pipes(body, folder), "Env": body["Env"]}

    monkeypatch.setattr(docker, "with_pipes", unheard_of)
    with contextlib.closing(open_docker(DockerConfig(image=IMAGE))) as sandbox:
        assert sandbox.carrier == "docker"


@pytest.mark.docker
def test_a_guest_that_fails_after_it_has_opened_the_pipes_says_why() -> None:
    body = container_config(DockerConfig(image=IMAGE), own_labels())
    body["Env"] += ["PYTHONPATH=/tmp", "OMP_NUM_THREADS=1"]
    body["Entrypoint"] = ["python", "-c", _FAILS]
    with contextlib.closing(connect()) as api, pytest.raises(SandboxError, match="no such luck"):
        docker.start(api, body, IMAGE)


_FAILS = (
    "import os, sys\n"
    "os.open('/run/grader/to-guest', os.O_RDONLY | os.O_NONBLOCK)\n"
    "os.open('/run/grader/to-host', os.O_WRONLY)\n"
    "sys.exit('no such luck')\n"
)

#: Starts two sandboxes where /tmp is another one than the engine's, as in a container or a service's own.
_ELSEWHERE = """
import contextlib, json, logging, sys
logging.basicConfig(level=logging.INFO, stream=sys.stderr)
from sandbox.host.docker import DockerConfig, open_docker
for uses in (1, 2):
    with contextlib.closing(open_docker(DockerConfig(image=sys.argv[1], max_uses=uses))) as sandbox:
        print(sandbox.ping().total_bytes, sandbox.carrier)
"""


@pytest.mark.docker
def test_an_engine_that_has_not_our_files_carries_the_bytes_itself(tmp_path: Path) -> None:
    done = subprocess.run(
        elsewhere.command(tmp_path, [sys.executable, "-c", _ELSEWHERE, IMAGE]),
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        **{"capture_output": True, "text": True, "timeout": 300},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["0 docker", "0 docker"]
    # It is tried once, and said once.
    assert done.stderr.count("through the engine") == 1
    assert "bind source path does not exist" in done.stderr


@pytest.mark.docker
def test_an_error_that_has_nothing_to_do_with_pipes_does_not_end_them(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SandboxError, match="`grader image` builds it"):
        open_docker(DockerConfig(image="grader-sandbox:never-built"))
    monkeypatch.setattr(docker, "own_labels", lambda: {"bad": 7})
    with caplog.at_level(logging.INFO), pytest.raises(SandboxError, match="could not be started"):
        open_docker(DockerConfig(image=IMAGE))
    monkeypatch.undo()
    assert "through the engine" not in caplog.text
    with contextlib.closing(open_docker(DockerConfig(image=IMAGE))) as sandbox:
        assert sandbox.carrier == "pipes"
    assert not list(Path(tempfile.gettempdir()).glob(f"grader-{os.getpid()}-*/pipes"))
