"""The warm process every student's process is forked from. It sees no frame, and so no submission's bytes.

The supervisor talks to it over a socket of packets: a request with descriptors, one answer. What the
supervisor relays between the host and a student's process never passes here, so a fork finds nothing of an
earlier submission in the memory it inherits.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from sandbox import holes, huge, trim
from sandbox.guest import extras, measure, walls
from sandbox.guest.walls.pids import Nest

CHANNEL_FD = 3
PACKET_BYTES = 4096
_SPARE_FD = 16
_HIGHEST_FD = 65536
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_KILL_S = 5.0


def load(extra: Sequence[str] = ()) -> None:
    """Import what every student's process needs, and these extras; nothing when it is there."""
    # Nothing imported is garbage, and looking for some takes a third of the time.
    gc.disable()
    import torch

    import sandbox.guest.child  # noqa: F401 - for the forks

    torch.set_num_threads(1)
    extras.load(extra)
    trim.trim()
    gc.freeze()


def close_memory() -> None:
    """Keep other processes of the same user out of this one's memory and descriptors.

    In a container the student's process is one, and where the kernel has no Landlock nothing else would.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


class Template:
    """Imports once, then forks on request; at most one student's process lives at a time."""

    def __init__(self, control: socket.socket, pid: str, gpu: bool, extras: Sequence[str] = ()) -> None:
        """`pid` is what came of this process's PID namespace."""
        self.control = control
        self.gpu = gpu
        self.extras = extras
        self.nest = Nest(pid)
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.student = 0
        self.ending: dict[str, Any] | None = None
        self.trained = False

    def run(self, warm: bool) -> NoReturn:
        """Get ready, say so, serve until the supervisor is gone."""
        status = 1
        try:
            main = self.prepare(warm)
            while request := self.receive():
                self.answer(*request, main)
            status = 0
        finally:
            # Never back into the supervisor's code, of which this process is a fork.
            self.end()
            os._exit(status)

    def prepare(self, warm: bool) -> Callable[[socket.socket], NoReturn]:
        """Have everything a student's process needs; answer with the version of torch."""
        # Orphans of the student's process become children of this one, so that they are found and ended.
        self.libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        close_memory()
        load(self.extras)
        import torch

        from sandbox.guest.child import serve

        if warm:
            self.train()
            gc.collect()
            holes.fill()
            huge.collapse()
            gc.freeze()
        walls.prepare(self.gpu)
        self.send({"torch": torch.__version__, "pid": self.nest.state})
        return serve

    def train(self) -> None:
        """Do once what every training would pay for: an optimiser's first step imports for half a second."""
        if self.trained:
            return
        self.trained = True
        import torch

        weight = torch.zeros(1, requires_grad=True)
        weight.grad = torch.zeros(1)
        optimiser = torch.optim.SGD([weight], lr=0.1)
        optimiser.step()
        optimiser.zero_grad()
        gc.freeze()

    def answer(
        self, request: dict[str, Any], descriptors: list[int], main: Callable[[socket.socket], NoReturn]
    ) -> None:
        """Carry out one request of the supervisor."""
        if request["do"] == "fork":
            if request["train"]:
                self.train()
            self.fork(descriptors, main)
            self.send({"pid": self.student})
        elif request["do"] == "poll":
            self.reap()
            self.send({"ending": self.ending})
        elif request["do"] == "end":
            self.end()
            self.send({"ending": self.ending})

    def fork(self, descriptors: list[int], main: Callable[[socket.socket], NoReturn]) -> None:
        """Make the student's process; it gets the channel and the writing ends of its two output pipes."""
        tasks = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - before every fork
        if tasks != 1:
            raise RuntimeError(f"the template has {tasks} threads; a fork of it could hang")
        self.end()
        self.ending = None
        parent = os.getpid()
        self.student = self.nest.fork()
        if self.student == 0:
            self.become_student(parent, descriptors, main)
        for descriptor in descriptors:
            os.close(descriptor)

    def become_student(
        self, parent: int, descriptors: list[int], main: Callable[[socket.socket], NoReturn]
    ) -> NoReturn:
        """Keep nothing of this process's but the channel and the two output pipes."""
        try:
            self.libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            # Its own files in /proc are this process's again; the supervisor measures it by them.
            self.libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
            # From within a namespace of its own the parent has no number.
            if os.getppid() not in (parent, 0):
                os._exit(1)
            with contextlib.suppress(OSError):
                # When memory runs out, the kernel ends this process and not the guest.
                measure.write("/proc/self/oom_score_adj", b"1000")
            channel, *writers = descriptors
            # Numbers first move out of the way, so that no dup2 overwrites one that is still needed.
            moved = [fcntl.fcntl(fd, fcntl.F_DUPFD, _SPARE_FD) for fd in (*writers, channel)]
            nothing = os.open(os.devnull, os.O_RDONLY)
            for source, target in zip((nothing, *moved), (0, 1, 2, CHANNEL_FD), strict=True):
                os.dup2(source, target)
            os.closerange(CHANNEL_FD + 1, _HIGHEST_FD)
            gc.enable()
            main(socket.socket(fileno=CHANNEL_FD))
        finally:
            os._exit(1)

    def reap(self) -> bool:
        """Note the end of the student's process; whether no child is left."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status, used = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    return False
                if pid == self.student:
                    code = os.waitstatus_to_exitcode(status)
                    self.ending = {"code": code, "cpu_s": used.ru_utime + used.ru_stime}
                    # The last process of the student's own: what it left behind in its namespace goes too.
                    self.student = 0
        return True

    def end(self) -> None:
        """Kill the student's process and everything it started, and wait until nothing is left."""
        deadline = time.monotonic() + _KILL_S
        while not self.reap():
            if not self.nest.end():
                for pid in measure.descendants(os.getpid()):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            if time.monotonic() > deadline:
                raise RuntimeError("a process of the student's could not be ended")
            time.sleep(0.0005)

    def receive(self) -> tuple[dict[str, Any], list[int]] | None:
        """The next request and its descriptors; None when the supervisor is gone."""
        data, descriptors, _, _ = socket.recv_fds(self.control, PACKET_BYTES, 3)
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        return (json.loads(data), descriptors) if data else None

    def send(self, answer: dict[str, Any]) -> None:
        """Answer a request."""
        self.control.send(json.dumps(answer).encode())


def send_request(control: socket.socket, request: dict[str, Any], descriptors: list[int]) -> None:
    """The supervisor's side of `Template.receive`."""
    data = json.dumps(request).encode()
    if descriptors:
        socket.send_fds(control, [data], descriptors)
    else:
        control.send(data)


def begin(control: socket.socket, pid: str, warm: bool, gpu: bool, extras: Sequence[str] = ()) -> NoReturn:
    """The whole life of the template, in a fresh fork of the supervisor."""
    try:
        # Standard error is the guest's own last words; the rest is the supervisor's alone.
        keep = fcntl.fcntl(control.fileno(), fcntl.F_DUPFD_CLOEXEC, _SPARE_FD)
        nothing = os.open(os.devnull, os.O_RDWR)
        for target in (0, 1):
            os.dup2(nothing, target)
        os.closerange(CHANNEL_FD, keep)
        os.closerange(keep + 1, _HIGHEST_FD)
        Template(socket.socket(fileno=keep), pid, gpu, extras).run(warm)
    except BaseException as error:  # noqa: BLE001 - a fork's outermost edge: it must not return
        sys.stderr.write(f"the template ended: {type(error).__name__}: {error}\n")
    finally:
        os._exit(1)
