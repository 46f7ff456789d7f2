"""The local sandbox: the guest as a plain process of this machine, behind the inner walls only."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Literal

from sandbox import folders
from sandbox.host import private_folder
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox, greet
from sandbox.host.stream import SocketStream
from sandbox.program import Extra

Start = Literal["auto", "fork", "spawn"]

_ROOT = Path(__file__).resolve().parents[2]
#: Variables of ours that the guest gets, when they are set; Windows starts no program without its own.
_PASSED_ON = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATHEXT", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH")
_START_S = 60.0
_END_S = 10.0
_SAID_BYTES = 2000


def open_local(
    walls: bool = True,
    start: Start = "auto",
    *,
    warm: bool = False,
    batch: bool = False,
    extras: Sequence[Extra] = (),
) -> GuestSandbox:
    """Start a guest on this machine.

    :param start: how it makes a process for each program.
    :param warm: spend a second more at the start, because it will see many programs.
    :param batch: give way to whatever else wants the processor.
    :param extras: libraries that every process finds imported.
    :raises SandboxError: it could not be started.
    """
    flags = {"--no-walls": not walls, "--warm": warm, "--yield": batch}
    options = [flag for flag, wanted in flags.items() if wanted]
    guest = _LocalGuest(start, [*options, *(part for name in extras for part in ("--extra", name))])
    try:
        stream = SocketStream(guest.connection)
        return GuestSandbox(stream, greet(stream, "local", "local", "cpu"), guest.end)
    except SandboxError as error:
        guest.end()
        raise SandboxError(f"{error} {guest.said}".strip()) from error
    except BaseException:
        guest.end()
        raise


class _LocalGuest:
    """The guest's process and its private folder; both are gone after `end`."""

    def __init__(self, start: Start, flags: list[str]) -> None:
        fork = start == "fork" or (start == "auto" and sys.platform == "linux")
        self._folder = str(private_folder.make())
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
        self.said = ""
        options = ["--start", "fork" if fork else "spawn", *flags]
        launch = self._launch_with_port if sys.platform == "win32" else self._launch_with_descriptor
        self.connection, self._process = launch(options)

    def _launch_with_descriptor(self, options: list[str]) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        ours, theirs = socket.socketpair()
        with theirs:
            fd = theirs.fileno()
            return ours, self._launch([*options, "--fd", str(fd)], {}, (fd,))

    def _launch_with_port(self, options: list[str]) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        token = secrets.token_hex(16)
        with socket.create_server(("127.0.0.1", 0), backlog=1) as server:
            port = str(server.getsockname()[1])
            process = self._launch([*options, "--port", port], {"GUEST_TOKEN": token}, ())
            connection = _accept(server, token)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection, process

    def _launch(
        self, options: list[str], extra: dict[str, str], descriptors: tuple[int, ...]
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [sys.executable, "-s", "-P", "-B", "-m", "sandbox.guest", *options],
            env={**_environment(self._folder), **extra},
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=descriptors,
            start_new_session=True,
        )

    def end(self) -> None:
        """Close, wait a little for the guest to end its process, kill it, remove its folder."""
        self.connection.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        self._process.kill()
        self._process.wait()
        if not self._errors.closed:
            self._errors.seek(0)
            self.said = self._errors.read()[-_SAID_BYTES:].decode("utf-8", "replace").strip()
            self._errors.close()
        folders.remove(self._folder)


def _environment(folder: str) -> dict[str, str]:
    """An environment made from nothing: no secret of ours can be in it."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        **passed_on,
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONNODEBUGRANGES": "1",
        "HOME": folder,
        "TMPDIR": folder,
        "TEMP": folder,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
    }


def _accept(server: socket.socket, token: str) -> socket.socket:
    """The connection that knows the token; any other is closed."""
    deadline = time.monotonic() + _START_S
    while (left := deadline - time.monotonic()) > 0:
        server.settimeout(left)
        connection, _ = server.accept()
        connection.settimeout(left)
        said = b""
        while len(said) < len(token) and (piece := connection.recv(len(token) - len(said))):
            said += piece
        if secrets.compare_digest(said, token.encode("ascii")):
            return connection
        connection.close()
    raise SandboxError("the guest did not connect")
