"""The Sandbox over a stream to a guest: the same for docker and local."""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Literal

from sandbox import wire
from sandbox.host import replies
from sandbox.host.base import Fault, Loaded, Output, Reply, SandboxError, SandboxInfo
from sandbox.host.heavy import trains
from sandbox.host.stream import Stream, receive_frame, send_frame
from sandbox.program import Limits, Program

#: Seconds beyond the guest's own wall limit before the guest itself counts as broken.
GRACE_S = 10.0
#: Seconds for an answer that the guest already has: 256 MiB may take a busy engine longer than GRACE_S.
RELAY_S = 120.0
#: Seconds for a guest to import what it needs and say hello.
HELLO_S = 120.0
_ENTER_S = 90.0
#: After these the process is gone, or in no state to be asked again.
ENDS = ("time", "memory", "crash", "exit", "protocol", "budget")


class GuestSandbox:
    """One guest at the other end of a stream. `on_close` ends whatever carries it."""

    def __init__(
        self,
        stream: Stream,
        info: SandboxInfo,
        on_close: Callable[[], None] = lambda: None,
        alive: bool = False,
    ) -> None:
        self.info = info
        #: How many submissions it may still see, the present one included; set by whoever started it.
        self.uses_left = 1
        #: Whether nothing was printed since `output`, as far as the last answer knew.
        self._quiet = False
        #: Reading of time.monotonic() when the guest was last ready for another submission.
        self.reset_at = -math.inf
        self._stream: Stream | None = stream
        self._on_close = on_close
        self._afterwards: list[Callable[[], None]] = []
        self._alive = alive

    @property
    def alive(self) -> bool:
        """Whether a student's process is there to be asked."""
        return self._alive and self._stream is not None

    @property
    def carrier(self) -> str:
        """What carries the bytes: `pipes`, `socket`, or `docker` for the engine; empty when it is closed."""
        return self._stream.kind if self._stream is not None else ""

    def spawn(self, program: Program, limits: Limits, seed: int, wanted: Sequence[str] = ()) -> Loaded:
        """See base.Sandbox.spawn."""
        began = time.monotonic()
        self._alive = self._quiet = False
        self._enter(limits, seed, trains(program))
        return self._load(program, limits, None, began, wanted)

    def load(self, program: Program, limits: Limits, seed: int) -> Loaded:
        """See base.Sandbox.load."""
        if not self.alive:
            return Loaded(fault=Fault("exit", "", "The program has ended."))
        return self._load(program, limits, seed, time.monotonic(), ())

    def _load(
        self, program: Program, limits: Limits, seed: int | None, began: float, wanted: Sequence[str]
    ) -> Loaded:
        most_s = 4 * limits.load_s + 5
        body = _load_body(program, wanted)
        reply = self.request("load", body, cpu_s=limits.load_s, wall_s=most_s, seed=seed)
        wall_s = time.monotonic() - began
        if reply.fault is not None:
            return Loaded(fault=reply.fault, cpu_s=reply.cpu_s, wall_s=wall_s)
        try:
            names, errors, fault, found = replies.load_body(reply.value)
        except wire.ProtocolError as error:
            return Loaded(fault=self._protocol_fault(error), cpu_s=reply.cpu_s, wall_s=wall_s)
        return Loaded(names, errors, fault, reply.cpu_s, wall_s, found)

    def request(
        self, op: str, body: Mapping[str, Any], *, cpu_s: float, wall_s: float, seed: int | None = None
    ) -> Reply:
        """See base.Sandbox.request."""
        if body.get("device") == "cuda" and self.info.device == "cpu":
            raise SandboxError("a call on a GPU was asked for, and this sandbox has none")
        if not self._alive and op != "load":
            return Reply(fault=Fault("exit", "", "The program has ended."))
        node, chunks = wire.encode(dict(body), replies.handle_of)
        number = secrets.token_hex(8)
        question = {"id": number, "cpu_s": cpu_s, "op": op, "body": node}
        question |= {} if seed is None else {"seed": seed}
        command = {"do": "ask", "cpu_s": cpu_s, "wall_s": wall_s, "loading": op == "load"}
        # Only who observes a call is told its peak of memory, and reading that costs as much as a small call.
        command["peak"] = bool(body.get("observe"))
        asked = wire.pack({"id": number, **command}) + wire.pack(question, chunks)
        report, header, payload = self._exchange(number, asked, wall_s + GRACE_S)
        return self._reply(report, header, payload)

    def output(self) -> Output:
        """See base.Sandbox.output. Costs nothing where the last answer said that nothing was printed."""
        self._open_stream()
        return Output() if self._quiet else self.ping()

    def ping(self) -> Output:
        """As `output`, and in any case a question to the guest.

        :raises SandboxError: it does not answer.
        """
        report, payload = self._command("output")
        stdout, stderr = payload[: report["stdout"]], payload[report["stdout"] :]
        self._quiet = True
        return Output(stdout.decode("utf-8", "replace"), stderr.decode("utf-8", "replace"), report["total"])

    def close(self) -> None:
        """See base.Sandbox.close."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self._on_close()
        while self._afterwards:
            self._afterwards.pop()()

    def when_closed(self, act: Callable[[], None]) -> None:
        """Call `act` once, when this object is closed and what carries the guest has ended."""
        self._afterwards.append(act)

    def handover(self) -> tuple[list[int], dict[str, Any]]:
        """Give up the sandbox to another process, as descriptors and what `handover.adopt` must know (JSON).

        The descriptors are the caller's to pass on or close. `close` of this object must still be called in
        the end: it ends what carries the guest. One that may see more submissions keeps its end, for `reset`
        when the other process has ended.
        """
        stream = self._open_stream()
        info = {**asdict(self.info), "walls": dict(self.info.walls)}
        descriptors = stream.share()
        description = {
            **{"stream": stream.kind, "descriptors": len(descriptors)},
            **{"alive": self._alive, "info": info},
        }
        self._alive = False
        if self.uses_left <= 1:
            stream.close()
            self._stream = None
        return descriptors, description

    def reset(self) -> bool:
        """End what the last submission left and be ready for another; False when there must be none.

        After a kill, a crash or a broken rule of the wire the answer is False; never raises.
        """
        self._alive = False
        self.uses_left -= 1
        if self.uses_left < 1 or self._stream is None:
            return False
        try:
            report, _ = self._command("reset")
        except SandboxError:
            return False
        self.reset_at = time.monotonic()
        return report.get("clean") is True

    def _enter(self, limits: Limits, seed: int, train: bool) -> None:
        """A fresh process behind its walls."""
        number = secrets.token_hex(8)
        command = {"id": number, "do": "spawn", "limits": _sent(limits), "seed": seed, "train": train}
        report, header, _ = self._exchange(number, wire.pack(command), _ENTER_S)
        answer = {} if header is None else _parse_report(header)
        if "walls" not in answer:
            why = answer.get("failed") or (report["fault"] or {}).get("message")
            raise SandboxError(f"no process could be started: {why} {self.output().stderr}".strip())
        self.info = replace(self.info, walls=answer["walls"])
        self._alive = True

    def _exchange(
        self, number: str, asked: list[wire.Buffer], wait_s: float
    ) -> tuple[dict[str, Any], bytearray | None, bytearray]:
        """The guest's report, and header and payload of the student's frame when there is one."""
        report, payload = self._send(number, asked, wait_s)
        self._quiet = report.get("printed") == 0
        if not report["frame"]:
            return report, None, payload
        header, payload = receive_frame(self._open_stream(), time.monotonic() + RELAY_S)
        return report, header, payload

    def _command(self, do: str) -> tuple[dict[str, Any], bytearray]:
        """A command without a question; the guest's report."""
        number = secrets.token_hex(8)
        return self._send(number, wire.pack({"id": number, "do": do}), GRACE_S)

    def _send(
        self, number: str, buffers: list[wire.Buffer], wait_s: float
    ) -> tuple[dict[str, Any], bytearray]:
        """Send what has this number to the guest; its report, which the student has no hand in."""
        stream, deadline = self._open_stream(), time.monotonic() + wait_s
        send_frame(stream, buffers, deadline)
        header, payload = receive_frame(stream, deadline)
        report = _parse_report(header)
        if "failed" in report:
            raise SandboxError(f"the sandbox has failed: {report['failed']}")
        if report.get("id") != number:
            raise SandboxError("the sandbox answered something else")
        return {**report, "number": number}, payload

    def _reply(self, report: dict[str, Any], header: bytearray | None, payload: bytearray) -> Reply:
        measured = {key: report[key] for key in ("cpu_s", "wall_s", "peak_bytes")}
        if header is None:
            self._alive = False
            return Reply(fault=_own_fault(report["fault"]), **measured)
        try:
            reply = _read(wire.parse(header), payload, report["number"])
        except wire.ProtocolError as error:
            return Reply(fault=self._protocol_fault(error), **measured)
        if reply.fault is not None and reply.fault.kind in ENDS:
            self._end()
        return replace(reply, **measured)

    def _protocol_fault(self, error: wire.ProtocolError) -> Fault:
        self._end()
        return Fault("protocol", "", f"The program's answer cannot be read: {error}.")

    def _end(self) -> None:
        self._alive = self._quiet = False
        self._command("kill")

    def _open_stream(self) -> Stream:
        if self._stream is None:
            raise SandboxError("the sandbox is closed")
        return self._stream


def greet(stream: Stream, kind: Literal["docker", "local"], image: str, device: str) -> SandboxInfo:
    """Wait for a fresh guest to say who it is.

    :raises SandboxError: it does not, or cannot start a process.
    """
    header, _ = receive_frame(stream, time.monotonic() + HELLO_S)
    hello = _parse_report(header).get("hello") or {}
    if hello.get("failed") or "walls" not in hello:
        raise SandboxError(f"the sandbox cannot start a process: {hello.get('failed')}")
    return SandboxInfo(kind, image, hello["python"], hello["torch"], device, hello["walls"], _texts(hello))


def _texts(hello: Mapping[str, Any]) -> dict[str, str]:
    """Versions of libraries; a guest of an older image says nothing of them."""
    return {str(name): str(version) for name, version in (hello.get("libraries") or {}).items()}


def _sent(limits: Limits) -> dict[str, Any]:
    """What crosses. A guest of an older image knows no `threads` and no `gpu`, and does as by default."""
    default = {"threads": 1, "gpu": False}
    return {name: value for name, value in asdict(limits).items() if default.get(name) != value}


def _load_body(program: Program, wanted: Sequence[str]) -> dict[str, Any]:
    files = [
        [file.name, [[cell.index, cell.source.encode("utf-8", "surrogatepass")] for cell in file.cells]]
        for file in program.files
    ]
    return {"entry": program.entry, "files": files, "wanted": list(wanted)}


def _parse_report(header: bytearray) -> dict[str, Any]:
    try:
        return wire.parse(header)
    except wire.ProtocolError as error:
        raise SandboxError(f"the sandbox broke the rules of the wire: {error}") from error


def _own_fault(body: dict[str, Any]) -> Fault:
    """A fault found by the guest itself, from outside the student's process."""
    return Fault(body["kind"], body["type"], body["message"])


def _read(header: dict[str, Any], payload: bytearray, number: str) -> Reply:
    if header.get("id") != number:
        raise wire.ProtocolError("it answers another question")
    if "fault" in header:
        return Reply(fault=replies.fault_of(header["fault"]))
    if "value" not in header:
        raise wire.ProtocolError("it has neither a value nor a fault")
    seen = replies.seen_of(header["seen"]) if "seen" in header else {}
    return Reply(replies.value_of(header, payload), seen=seen)
