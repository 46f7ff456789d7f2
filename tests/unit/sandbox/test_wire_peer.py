"""The host's side of the wire with a peer that relays whatever bytes it is told to, over a socket pair."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fuzz import fuzz_wire, wire_oracle
from fuzz.choices import Choices, value_and_payload
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import wire
from sandbox.host.base import Fault, Reply, SandboxError, SandboxInfo
from sandbox.host.connection import GuestSandbox
from sandbox.host.stream import SocketStream, receive_frame, send_frame
from sandbox.program import Limits, Program

#: Stands in the answers for the number of the question, which the student's process knows.
ID = b"@ID@"
WALLS = {"session": "up"}
MEASURED = {"cpu_s": 0.5, "wall_s": 0.5, "peak_bytes": 0, "fault": None}


class Peer:
    """A guest whose student sends the bytes of `header` and `payload` in answer to every question."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.header, self.payload = b"{}", b""
        self.commands: list[str] = []
        self._stream = SocketStream(theirs)
        self.sandbox = GuestSandbox(SocketStream(ours), SandboxInfo("local", "none", "3", "2", "cpu", WALLS))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def asked(self, header: bytes, payload: bytes) -> Reply:
        """What the host makes of these bytes as the answer of a process that lives."""
        self.spawn(
            b'{"id":"@ID@","value":{"d":[["names",{"l":[]}],["errors",{"l":[]}],["fault",null],["found",{"d":[]}]]}}'
        )
        assert self.sandbox.alive
        self.header, self.payload = header, payload
        self.commands.clear()
        return self.sandbox.request("call", {}, cpu_s=1, wall_s=1)

    def spawn(self, header: bytes, payload: bytes = b"") -> Any:
        """What the host makes of these bytes as the answer to `load`."""
        self.header, self.payload = header, payload
        return self.sandbox.spawn(Program("a.py", ()), Limits(), 1)

    def close(self) -> None:
        """End both sides."""
        self.sandbox.close()
        self._thread.join(60)
        self._stream.close()

    def _serve(self) -> None:
        try:
            while True:
                header, _ = receive_frame(self._stream, time.monotonic() + 600)
                self._answer(wire.parse(header))
        except SandboxError:
            return

    def _answer(self, command: dict[str, Any]) -> None:
        self.commands.append(command["do"])
        if command["do"] == "ask":
            # The question follows as a frame of its own; this guest answers whatever it is.
            receive_frame(self._stream, time.monotonic() + 60)
        number = command["id"]
        report = {"id": number, **MEASURED, "frame": command["do"] in ("spawn", "ask")}
        self._send(json.dumps(report).encode())
        if command["do"] == "spawn":
            self._send(json.dumps({"id": number, "walls": WALLS}).encode())
        if command["do"] == "ask":
            self._send(self.header.replace(ID, number.encode()), self.payload)

    def _send(self, header: bytes, payload: bytes = b"") -> None:
        send_frame(self._stream, [wire_oracle.pack(header, payload)], time.monotonic() + 60)


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """One peer for all of them: what one answer does must not touch the next."""
    made = Peer()
    yield made
    made.close()


def check(peer: Peer, reply: Reply) -> str:
    """A value, or a fault that the process may claim, or `protocol` and the process is ended."""
    kind = "" if reply.fault is None else reply.fault.kind
    assert kind in ("", "protocol", *wire_oracle.CLAIMABLE)
    assert peer.commands == (["ask", "kill"] if kind in ("protocol", "time", "memory", "exit") else ["ask"])
    assert peer.sandbox.alive is (len(peer.commands) == 1)
    assert reply.cpu_s == 0.5
    return kind


def answer(**parts: Any) -> bytes:
    return json.dumps({"id": ID.decode(), **parts}).encode()


QUICK = settings(derandomize=True, deadline=None, max_examples=300)


@given(st.binary(max_size=100), st.binary(max_size=20))
@QUICK
def test_bytes_without_meaning_end_the_process(peer: Peer, header: bytes, payload: bytes) -> None:
    assert check(peer, peer.asked(header, payload)) == "protocol"


@given(st.binary(max_size=300))
@QUICK
def test_a_value_is_what_the_oracle_says(peer: Peer, data: bytes) -> None:
    node, payload = value_and_payload(Choices(data))
    header = answer(value=node)
    expected = "protocol" if wire_oracle.read(header, payload) == "refused" else ""
    assert check(peer, peer.asked(header, payload)) == expected


@given(st.sampled_from(["fault", "seen"]), st.binary(max_size=200))
@QUICK
def test_faults_and_what_was_seen_are_read_or_end_the_process(peer: Peer, part: str, data: bytes) -> None:
    header = answer(**{"value": 1, part: Choices(data).body()})
    kind = check(peer, peer.asked(header, b""))
    assert (kind == "protocol") is (wire_oracle.read(header, b"") == "refused")


@given(st.binary(max_size=200), st.booleans())
@QUICK
def test_an_answer_to_load_is_read_or_a_fault(peer: Peer, data: bytes, plain: bool) -> None:
    choices = Choices(data)
    node, payload = (choices.body(), b"") if plain else value_and_payload(choices)
    loaded = peer.spawn(answer(value=node), payload)
    assert loaded.fault is None or isinstance(loaded.fault, Fault)
    assert loaded.fault is None or loaded.fault.kind in ("protocol", *wire_oracle.CLAIMABLE)


@pytest.mark.parametrize(
    ("header", "payload", "kind"),
    [
        (answer(value={"t": ["int8", [2]]}), b"ab", ""),
        (answer(value={"t": ["int8", [3]]}), b"ab", "protocol"),
        (answer(value={"dev": "cpu:00"}), b"", "protocol"),
        (answer(value=1), b"left over", "protocol"),
        (answer(), b"", "protocol"),
        (b'{"id":"another","value":1}', b"", "protocol"),
        (b'{"value":1}', b"", "protocol"),
        (b'{"id":{"@ID@":1},"value":1}', b"", "protocol"),
        (answer(fault={"kind": "budget", "type": "", "message": "", "frames": []}), b"", "protocol"),
        (answer(fault={"kind": "time", "type": "", "message": "", "frames": []}), b"", "time"),
        (answer(fault={"kind": "missing", "type": "", "message": "", "frames": []}), b"", "missing"),
        (answer(value={"l": []}).replace(b"[]", b"[" * 10**6), b"", "protocol"),
    ],
)
def test_what_comes_of_an_answer(peer: Peer, header: bytes, payload: bytes, kind: str) -> None:
    assert check(peer, peer.asked(header, payload)) == kind


def test_every_input_the_fuzzer_begins_with_goes_through(peer: Peer) -> None:
    for name, data in fuzz_wire.seeds().items():
        if data[:1] == b"H":
            header, _, payload = data[1:].partition(b"\0")
            header = b'{"id":"@ID@",' + header[1:]
            # The answer to `load` is a value like any other here; what was seen needs a value beside it.
            expected = "protocol" if name in ("shape", "seen") else "exception" if name == "fault" else ""
            assert check(peer, peer.asked(header, payload)) == expected, name
