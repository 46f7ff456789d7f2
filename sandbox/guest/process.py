"""The student's process as the supervisor sees it; sandbox.guest.forked and .spawned make one."""

from __future__ import annotations

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
