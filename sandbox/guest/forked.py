"""Makes the student's process by a fork of the warm guest: milliseconds instead of an import of torch."""

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
from pathlib import Path
from typing import NoReturn

from sandbox.guest import measure
from sandbox.guest.output import STREAMS, Output
from sandbox.guest.process import Ending, Process

CHANNEL_FD = 3
_SPARE_FD = 16
_HIGHEST_FD = 65536
_PIPE_BYTES = 2**20
_PIECE = 2**16
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_KILL_S = 5.0


class ForkedProcess(Process):
    """A fork of this process. Its orphans become our children, so that none of them outlives it."""

    def __init__(self, pid: int, channel: socket.socket, streams: dict[int, str]) -> None:
        super().__init__(pid, channel)
        self._streams = streams
        self._oom_before = measure.oom_kills()

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
                pid, status, used = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    break
                if pid == self.pid:
                    code = os.waitstatus_to_exitcode(status)
                    oom = measure.oom_kills() > self._oom_before
                    self.ending = Ending(max(-code, 0), max(code, 0), oom, used.ru_utime + used.ru_stime)
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
    """Make orphans of the student's process children of this one, so that they are found and ended.

    And close this process's memory and descriptors to others of the same user: in a container the student's
    process is one, and where the kernel has no Landlock nothing else would keep it out of /proc.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
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
    for reader, writer in pipes.values():
        os.close(writer)
        os.set_blocking(reader, False)
        with contextlib.suppress(OSError):
            fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return ForkedProcess(pid, ours, {reader: stream for stream, (reader, _) in pipes.items()})


def _become_child(
    parent: int, channel: socket.socket, writers: list[int], main: Callable[[socket.socket], NoReturn]
) -> NoReturn:
    """Keep nothing of the parent's but the channel and the two output pipes."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        # Its own files in /proc are this process's again; the parent measures it by them.
        libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        with contextlib.suppress(OSError):
            # When memory runs out, the kernel ends this process and not the guest.
            Path("/proc/self/oom_score_adj").write_text("1000")
        # Numbers first move out of the way, so that no dup2 overwrites one that is still needed.
        moved = [fcntl.fcntl(fd, fcntl.F_DUPFD, _SPARE_FD) for fd in (*writers, channel.fileno())]
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in zip((nothing, *moved), (0, 1, 2, CHANNEL_FD), strict=True):
            os.dup2(source, target)
        os.closerange(CHANNEL_FD + 1, _HIGHEST_FD)
        main(socket.socket(fileno=CHANNEL_FD))
    finally:
        os._exit(1)
