"""The student's process as the supervisor sees it; sandbox.guest.forked and .spawned make one."""

from __future__ import annotations

import selectors
import socket
from dataclasses import dataclass
from typing import Protocol

from sandbox.guest import measure
from sandbox.guest.output import Output


@dataclass(frozen=True)
class Ending:
    """How a process ended: by a signal, or by itself with an exit code."""

    signal: int
    code: int
    #: The kernel killed something of ours for lack of memory while the process lived.
    out_of_memory: bool = False
    #: CPU seconds of its whole life; 0 when not known.
    cpu_s: float = 0.0


class Process:
    """A started student's process: a channel to it, its output, its usage, its end."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid = pid
        self.channel = channel
        self.channel.setblocking(False)
        self.ending: Ending | None = None
        #: Whether its walls let it make no other process, so that nobody has to look for any.
        self.alone = False
        #: What it used when the last question was answered: what it uses after that counts for the next one.
        self.last_usage: measure.Usage | None = None
        self._selector: selectors.BaseSelector | None = None

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
        if self._selector is not None:
            self._selector.close()
            self._selector = None

    def selector(self, host: int) -> selectors.BaseSelector:
        """Waits for the host (`host`), the process (`channel`) and its outputs (the stream's name).

        One for the life of the process: to register a handful of descriptors takes longer than most answers.
        """
        if self._selector is None:
            self._selector = getattr(selectors, "PollSelector", selectors.DefaultSelector)()
            self._selector.register(host, selectors.EVENT_READ, "host")
            for descriptor, stream in self.readers().items():
                self._selector.register(descriptor, selectors.EVENT_READ, stream)
        return self._selector

    def usage(self, peak: bool) -> measure.Usage:
        """What the process and its descendants use; the peak of memory only where it is asked for."""
        return measure.usage_alone(self.pid, peak) if self.alone else measure.usage(self.pid)


class Source(Protocol):
    """What the supervisor gets the student's processes from."""

    #: Version of torch that the processes have.
    torch: str
    #: What came of the processes' PID namespaces (Policy.pid).
    pid: str

    def start(self, train: bool) -> Process:
        """A fresh process, which has read nothing of the student's; `train` readies it for optimisers."""
