"""One question to the student's process: sent, waited for, measured, and ended when it takes too long."""

from __future__ import annotations

import contextlib
import selectors
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox import wire
from sandbox.guest import measure
from sandbox.guest.link import RawFrame
from sandbox.guest.output import Output
from sandbox.guest.process import Ending, Process

_SHORTEST_WAIT_S = 0.005
_LONGEST_WAIT_S = 0.25
#: How long a process that has closed its channel may take to end.
_LAST_BREATH_S = 1.0
#: CPU seconds over the limit in which the process can tell itself in which line it was.
_OWN_WORDS_S = 0.1
#: A busy exchange is not measured more often than this.
_SAMPLE_S = 0.02
_PIECE = 2**18
#: Absent on Windows, where no process ends by them.
_SIGKILL, _SIGXCPU = getattr(signal, "SIGKILL", -1), getattr(signal, "SIGXCPU", -1)
_EXIT_WORDS = "The program ended itself with exit code {}."


class HostGone(Exception):
    """The host has closed its end: nobody waits for an answer any more."""


@dataclass(frozen=True)
class Bounds:
    """What one question may use. `memory_bytes` counts from the process's size at its start."""

    cpu_s: float
    wall_s: float
    #: CPU seconds the process has left in all; reaching them is a fault of kind `budget`.
    left_s: float
    memory_bytes: int
    #: Whether the peak of memory is asked for, which costs as much as a small question.
    peak: bool = False


@dataclass
class Answer:
    """A frame of the student's process, or the fault that stands in for it; and what it took."""

    frame: RawFrame | None = None
    fault: dict[str, Any] | None = None
    ending: Ending | None = None
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_bytes: int = 0


def fault(kind: str, message: str, type_: str = "") -> dict[str, Any]:
    """A fault as it crosses."""
    return {"kind": kind, "type": type_, "message": message, "frames": []}


def ask(process: Process, question: list[wire.Buffer], bounds: Bounds, output: Output, host: int) -> Answer:
    """Put one question; the process is gone afterwards unless the answer has a frame."""
    exchange = _Exchange(process, question, bounds, output, host)
    answer = exchange.run()
    if answer.frame is None:
        process.close()
    return answer


@dataclass
class _Exchange:
    process: Process
    question: list[wire.Buffer]
    bounds: Bounds
    output: Output
    host: int
    received: bytearray = field(default_factory=bytearray)
    #: Set while the process has closed its channel and is given time to end.
    closed_at: float | None = None

    def __post_init__(self) -> None:
        self.selector = self.process.selector(self.host)

    def run(self) -> Answer:
        if _has_spoken(self.process):
            return Answer(fault=fault("protocol", "The program wrote to the channel without being asked."))
        if self.bounds.peak:
            measure.reset_peak(self.process.pid, self.process.alone)
        before, began = self._before(), time.monotonic()
        self._send()
        self._register()
        usage, sampled, highest = before, began, before.resident
        answer: Answer | None = None
        while answer is None:
            for key, events in self.selector.select(self._wait(usage.cpu_s - before.cpu_s, began)):
                answer = answer or self._handle(key, events)
            if answer is None and time.monotonic() - sampled < _SAMPLE_S and self.closed_at is None:
                continue
            # One that has ended is not there to be measured; its last reading stands.
            ended = None if answer else self._ended()
            usage, sampled = (usage if ended else self.process.usage(self.bounds.peak)), time.monotonic()
            highest = max(highest, usage.resident)
            answer = answer or ended or self._breach(before, usage, began)
        self.process.collect(self.output)
        self.process.last_usage = None if self.bounds.peak else usage
        answer.wall_s = time.monotonic() - began
        last_s = answer.ending.cpu_s if answer.ending else 0.0
        answer.cpu_s = max(usage.cpu_s - before.cpu_s, last_s - before.cpu_s, 0.0)
        highest = max(highest, usage.peak if usage.peak > before.peak else 0)
        answer.peak_bytes = highest - before.resident if self.bounds.peak else 0
        return answer

    def _before(self) -> measure.Usage:
        known = self.process.last_usage
        return known if known and not self.bounds.peak else self.process.usage(self.bounds.peak)

    def _register(self) -> None:
        """Wait for the answer, and for room where not all of the question could be sent at once."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.question else 0)
        known = self.selector.get_map().get(self.process.channel)
        if known is None:
            self.selector.register(self.process.channel, events, "channel")
        elif known.events != events:
            self.selector.modify(self.process.channel, events, "channel")

    def _wait(self, cpu_s: float, began: float) -> float:
        left = min(self.bounds.cpu_s - cpu_s, self.bounds.wall_s - (time.monotonic() - began))
        return min(max(left, _SHORTEST_WAIT_S), _LONGEST_WAIT_S if self.closed_at is None else 0.01)

    def _handle(self, key: selectors.SelectorKey, events: int) -> Answer | None:
        if key.data == "host":
            raise HostGone
        if key.data != "channel":
            if self.output.drain(key.fd, key.data):
                self.selector.unregister(key.fd)
            return None
        if events & selectors.EVENT_WRITE:
            self._send()
            self._register()
        return self._receive() if events & selectors.EVENT_READ else None

    def _send(self) -> None:
        # A process that has gone is noticed when the channel is read.
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while self.question:
                view = memoryview(self.question[0])
                sent = self.process.channel.send(view[:_PIECE]) if view else 0
                self.question[0] = view[sent:]
                if not self.question[0]:
                    del self.question[0]

    def _receive(self) -> Answer | None:
        try:
            piece = self.process.channel.recv(_PIECE)
        except BlockingIOError:
            return None
        except ConnectionResetError:
            piece = b""
        if not piece:
            self.selector.unregister(self.process.channel)
            self.closed_at = time.monotonic()
            return None
        self.received += piece
        return self._frame()

    def _frame(self) -> Answer | None:
        """The answer, when all of it has come, and no more."""
        size = wire.PREFIX.size
        if len(self.received) < size:
            return None
        try:
            header_size, payload_size = wire.sizes(self.received[:size])
        except wire.ProtocolError as error:
            return Answer(fault=fault("protocol", f"The program's answer cannot be read: {error}."))
        missing = size + header_size + payload_size - len(self.received)
        if missing < 0 or self.question:
            return Answer(fault=fault("protocol", "The program answered more than it was asked."))
        if missing > 0:
            return None
        header = self.received[size : size + header_size]
        return Answer(frame=RawFrame(header, self.received[size + header_size :]))

    def _breach(self, before: measure.Usage, now: measure.Usage, began: float) -> Answer | None:
        bounds, used = self.bounds, now.cpu_s - before.cpu_s
        if used > bounds.left_s:
            return Answer(fault=fault("budget", "The program has used up all of its CPU time."))
        if used > bounds.cpu_s + _OWN_WORDS_S:
            return Answer(fault=fault("time", f"It was ended after {bounds.cpu_s:g} s of CPU time."))
        if time.monotonic() - began > bounds.wall_s:
            return Answer(fault=fault("time", f"It was ended after {bounds.wall_s:g} s of waiting."))
        if now.resident - before.resident > bounds.memory_bytes:
            return Answer(fault=fault("memory", f"It used more than {bounds.memory_bytes >> 20:,} MiB."))
        return None

    def _ended(self) -> Answer | None:
        ending = self.process.poll()
        if ending is not None:
            return Answer(fault=_fault_of(ending), ending=ending)
        if self.closed_at is not None and time.monotonic() - self.closed_at > _LAST_BREATH_S:
            return Answer(fault=fault("protocol", "The program closed the channel it is asked through."))
        return None


def _has_spoken(process: Process) -> bool:
    try:
        return bool(process.channel.recv(1))
    except BlockingIOError:
        return False
    except OSError:
        return False


def _fault_of(ending: Ending) -> dict[str, Any]:
    number = ending.signal or max(ending.code - 128, 0)
    if ending.out_of_memory and number == _SIGKILL:
        return fault("memory", "The program ran out of memory and was ended.")
    if number == _SIGXCPU:
        return fault("budget", "The program has used up all of its CPU time.")
    if number:
        name = signal.Signals(number).name if number in signal.valid_signals() else f"signal {number}"
        return fault("crash", f"The program crashed ({name}).", name)
    return fault("exit", _EXIT_WORDS.format(ending.code))
