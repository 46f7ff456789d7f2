"""Starts the student's process afresh, where a fork is not to be had (macOS, Windows) or not wanted."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from sandbox.guest import measure
from sandbox.guest.output import KEPT_BYTES, STREAMS, Output
from sandbox.guest.process import Ending, Process

_START_S = 60.0
_KILL_S = 5.0


class SpawnedProcess(Process):
    """A child started as a program; its output goes to files, which need no draining."""

    def __init__(self, started: subprocess.Popen[bytes], channel: socket.socket, folder: Path) -> None:
        super().__init__(started.pid, channel)
        self._started = started
        self._folder = folder
        # Opened apart from the child's own, because a shared one would share its position.
        self._files = {stream: (folder / stream).open("rb") for stream in STREAMS}
        self._read = dict.fromkeys(STREAMS, 0)

    def collect(self, output: Output) -> None:
        for stream, file in self._files.items():
            size = os.fstat(file.fileno()).st_size
            file.seek(self._read[stream])
            data = file.read(min(size - self._read[stream], KEPT_BYTES))
            output.feed(stream, data)
            output.skipped(size - self._read[stream] - len(data))
            self._read[stream] = size

    def poll(self) -> Ending | None:
        code = self._started.poll()
        if code is not None and self.ending is None:
            self.ending = Ending(max(-code, 0), max(code, 0))
        return self.ending

    def kill(self) -> None:
        for pid in measure.descendants(self.pid):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        self._started.kill()
        self._started.wait(_KILL_S)
        self.poll()

    def close(self) -> None:
        super().close()
        for file in self._files.values():
            file.close()
        self._files = {}
        shutil.rmtree(self._folder, ignore_errors=True)


class Spawner:
    """Makes each process from nothing."""

    def __init__(self, extras: Sequence[str] = ()) -> None:
        self.torch = version("torch")
        self.pid = "the process was made without one"
        self._extras = extras

    def start(self, train: bool) -> Process:
        """See Source; nothing is imported beforehand, so there is nothing to make ready."""
        return spawn(self._extras)


def spawn(extras: Sequence[str] = ()) -> Process:
    """A fresh child of the same guest program, connected by a socket that only it can have opened."""
    folder = Path(tempfile.mkdtemp(prefix="output-"))
    token = secrets.token_hex(16)
    with socket.create_server(("127.0.0.1", 0), backlog=1) as server:
        port = server.getsockname()[1]
        started = _launch(
            folder, ["--port", str(port), *_options(extras)], {**os.environ, "GUEST_TOKEN": token}
        )
        channel = _accept(server, token)
    channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return SpawnedProcess(started, channel, folder)


def _options(extras: Sequence[str]) -> list[str]:
    return [part for name in extras for part in ("--extra", name)]


def _launch(folder: Path, options: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-s", "-P", "-B", "-m", "sandbox.guest", "--child", *options]
    with (folder / STREAMS[0]).open("wb") as stdout, (folder / STREAMS[1]).open("wb") as stderr:
        return subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            command, env=environment, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr
        )


def _accept(server: socket.socket, token: str) -> socket.socket:
    """The connection that knows the token; any other is closed."""
    deadline = time.monotonic() + _START_S
    while (left := deadline - time.monotonic()) > 0:
        server.settimeout(left)
        channel, _ = server.accept()
        channel.settimeout(left)
        said = b""
        while len(said) < len(token) and (piece := channel.recv(len(token) - len(said))):
            said += piece
        if secrets.compare_digest(said, token.encode("ascii")):
            return channel
        channel.close()
    raise TimeoutError("the student's process did not connect")
