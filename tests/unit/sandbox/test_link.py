"""A link reads ahead: what came with an earlier frame is part of the next one."""

from __future__ import annotations

import socket

from sandbox import wire
from sandbox.guest.link import SocketLink


def frame(word: str, payload: bytes = b"") -> bytes:
    return b"".join(wire.pack({"word": word}, [payload]))


def test_frames_that_come_together_come_apart() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link = SocketLink(theirs)
        ours.sendall(frame("one") + frame("two", b"data") + frame("three")[:5])
        first, second = link.receive(), link.receive()
        assert first is not None
        assert second is not None
        assert (first.parsed(), bytes(first.payload)) == ({"word": "one"}, b"")
        assert (second.parsed(), bytes(second.payload)) == ({"word": "two"}, b"data")
        assert link.has_read_ahead
        ours.sendall(frame("three")[5:])
        third = link.receive()
        assert third is not None
        assert third.parsed() == {"word": "three"}
        assert not link.has_read_ahead


def test_a_large_payload_comes_whole() -> None:
    ours, theirs = socket.socketpair()
    data = bytes(range(256)) * 400
    with ours, theirs:
        link = SocketLink(theirs)
        # Less than the socket holds, more than is read at once.
        ours.sendall(frame("large", data))
        ours.close()
        found = link.receive()
        assert found is not None
        assert bytes(found.payload) == data
        assert link.receive() is None
