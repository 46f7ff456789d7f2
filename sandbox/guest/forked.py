"""The supervisor's side of the template: asks it for a process, and for the end of one."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandbox.guest import measure, template
from sandbox.guest.output import STREAMS, Output
from sandbox.guest.process import Ending, Process
from sandbox.guest.walls import pids

_PIPE_BYTES = 2**20
_PIECE = 2**16
#: Importing torch from a cold disk, and an answer of a template that waits for a busy processor.
_READY_S = 110.0
_ANSWER_S = 30.0


class Template:
    """The template as the supervisor sees it."""

    def __init__(self, walls: bool, warm: bool, gpu: bool, extras: Sequence[str] = ()) -> None:
        """Fork it; returns when it is ready.

        :raises RuntimeError: it did not become ready.
        """
        if not warm:
            # Here and not there: what the two share is in memory once. One that will fork often instead has
            # all of it to itself, in huge pages.
            template.load(extras)
        #: What came of the PID namespace.
        self.pid = state = pids.prepare() if walls else "not asked for"
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._number = os.fork()
        if self._number == 0:
            template.begin(theirs, state, warm, gpu, extras)
        theirs.close()
        # After the maps of the user namespace were written, which a closed process may not.
        template.close_memory()
        gc.enable()
        self._control.settimeout(_READY_S)
        ready = self._receive()
        self._control.settimeout(_ANSWER_S)
        self.torch: str = ready["torch"]
        #: Whether each process gets a PID namespace; if so their numbers are not this process's.
        self._nested = state == "up"

    def start(self, train: bool) -> ForkedProcess:
        """A fresh process of the student's, which has read nothing yet.

        :param train: import before the fork what an optimiser needs.
        """
        ours, theirs = socket.socketpair()
        pipes = {stream: os.pipe() for stream in STREAMS}
        given = [theirs.fileno(), *(writer for _, writer in pipes.values())]
        try:
            inner = self.ask({"do": "fork", "train": train}, given)["pid"]
        finally:
            theirs.close()
            for _, writer in pipes.values():
                os.close(writer)
        readers = {reader: stream for stream, (reader, _) in pipes.items()}
        return ForkedProcess(self, self._own_number(inner), ours, readers)

    def ask(self, request: dict[str, Any], descriptors: list[int] | None = None) -> dict[str, Any]:
        """One request, one answer."""
        template.send_request(self._control, request, descriptors or [])
        return self._receive()

    def _receive(self) -> dict[str, Any]:
        data = self._control.recv(template.PACKET_BYTES)
        if not data:
            raise RuntimeError("the template has ended")
        answer: dict[str, Any] = json.loads(data)
        return answer

    def _own_number(self, inner: int) -> int:
        """The number of a child of the template in this process's namespace."""
        if not self._nested:
            return inner
        for pid in measure.children(self._number):
            numbers = _numbers(pid)
            if numbers[1:2] == [inner]:
                return pid
        raise RuntimeError("the student's process cannot be found")


class ForkedProcess(Process):
    """A fork of the template."""

    def __init__(self, origin: Template, pid: int, channel: socket.socket, streams: dict[int, str]) -> None:
        super().__init__(pid, channel)
        self._origin = origin
        self._streams = streams
        self._oom_before = measure.oom_kills()
        for reader in streams:
            os.set_blocking(reader, False)
            with contextlib.suppress(OSError):
                fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

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
        return self._note(self._origin.ask({"do": "poll"})) if self.ending is None else self.ending

    def kill(self) -> None:
        self._note(self._origin.ask({"do": "end"}))

    def close(self) -> None:
        super().close()
        for descriptor in self._streams:
            os.close(descriptor)
        self._streams = {}

    def _note(self, answer: dict[str, Any]) -> Ending | None:
        if answer["ending"] is not None and self.ending is None:
            code = answer["ending"]["code"]
            oom = measure.oom_kills() > self._oom_before
            self.ending = Ending(max(-code, 0), max(code, 0), oom, answer["ending"]["cpu_s"])
        return self.ending


def _numbers(pid: int) -> list[int]:
    """A process's number in each PID namespace it is in, from this one inward."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines():
            if line.startswith("NSpid:"):
                return [int(number) for number in line.split()[1:]]
    return []
