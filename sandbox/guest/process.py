"""The student's process as the supervisor sees it, and the fork that makes it."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sandbox.guest import measure
from sandbox.guest.output import STREAMS, Output

CHANNEL_FD = 3
_SPARE_FD = 16
_PIPE_BYTES = 2**20
_PIECE = 2**16
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_KILL_S = 5.0


@dataclass(frozen=True)
class Ending:
    """How a process ended: by a signal, or by itself with an exit code."""

    signal: int
    code: int
    #: The kernel killed something of ours for lack of memory while the process lived.
    out_of_memory: bool = False


class Process:
    """A started student's process: a channel to it, its output, its usage, its end."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid = pid
        self.channel = channel
        self.ending: Ending | None = None
        self._oom_before = measure.oom_kills()

    def readers(self) -> dict[int, str]:
        """Descriptors to drain, each with the name of its stream."""
        return {}

    def collect(self, output: Output) -> None:
        """Move what was printed to `output`, without waiting."""

    def poll(self) -> Ending | None:
        """How the process ended; None while it lives."""
        raise NotImplementedError

    def kill(self) -> None:
        """End the process and everything it started, and wait for the end."""
        raise NotImplementedError

    def close(self) -> None:
        """Kill, and give back every descriptor."""
        self.kill()
        self.channel.close()

    def usage(self) -> measure.Usage:
        """What the process and its descendants use."""
        return measure.usage(self.pid)

    def note_ending(self, status: int) -> None:
        """Take down a wait status of the process."""
        code = os.waitstatus_to_exitcode(status)
        oom = measure.oom_kills() > self._oom_before
        self.ending = Ending(max(-code, 0), max(code, 0), oom)


class ForkedProcess(Process):
    """A fork of this process. Its orphans become our children, so that none of them outlives it."""

    def __init__(self, pid: int, channel: socket.socket, streams: dict[int, str]) -> None:
        super().__init__(pid, channel)
        self._streams = streams

    def readers(self) -> dict[int, str]:
        return self._streams

    def collect(self, output: Output) -> None:
        for descriptor, stream in list(self._streams.items()):
            with contextlib.suppress(BlockingIOError):
                for _ in range(2 * _PIPE_BYTES // _PIECE):
                    data = os.read(descriptor, _PIECE)
                    if not data:
                        break
                    output.feed(stream, data)

    def poll(self) -> Ending | None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                if pid == self.pid:
                    self.note_ending(status)
        return self.ending

    def kill(self) -> None:
        deadline = time.monotonic() + _KILL_S
        while self.poll() is None or measure.descendants(os.getpid()):
            for pid in measure.descendants(os.getpid()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if time.monotonic() > deadline:
                raise RuntimeError("a process of the student's could not be ended")
            time.sleep(0.001)

    def close(self) -> None:
        super().close()
        for descriptor in self._streams:
            os.close(descriptor)
        self._streams = {}


def prepare_to_fork() -> None:
    """Make orphans of the student's process children of this one, so that they are found and ended."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    gc.collect()
    gc.freeze()


def fork(main: Callable[[socket.socket], NoReturn]) -> ForkedProcess:
    """A child that runs `main` on its end of the channel and never returns."""
    tasks = len(list(Path("/proc/self/task").iterdir()))
    if tasks != 1:
        raise RuntimeError(f"the guest has {tasks} threads; a fork of it could hang")
    ours, theirs = socket.socketpair()
    pipes = {stream: os.pipe() for stream in STREAMS}
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become_child(parent, theirs, [writer for _, writer in pipes.values()], main)
    theirs.close()
    ours.setblocking(False)
    for reader, writer in pipes.values():
        os.close(writer)
        os.set_blocking(reader, False)
        with contextlib.suppress(OSError):
            fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text("1000")
    return ForkedProcess(pid, ours, {reader: stream for stream, (reader, _) in pipes.items()})


def _become_child(
    parent: int, channel: socket.socket, writers: list[int], main: Callable[[socket.socket], NoReturn]
) -> NoReturn:
    """Keep nothing of the parent's but the channel and the two output pipes."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        # Numbers first move out of the way, so that no dup2 overwrites one that is still needed.
        moved = [fcntl.fcntl(fd, fcntl.F_DUPFD, _SPARE_FD) for fd in (*writers, channel.fileno())]
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in zip((nothing, *moved), (0, 1, 2, CHANNEL_FD), strict=True):
            os.dup2(source, target)
        os.closerange(CHANNEL_FD + 1, os.sysconf("SC_OPEN_MAX"))
        main(socket.socket(fileno=CHANNEL_FD))
    finally:
        os._exit(1)
