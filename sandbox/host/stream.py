"""Bytes to and from a guest, always with a deadline."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Sequence
from typing import Protocol

from sandbox import wire
from sandbox.host.base import SandboxError

#: Bytes read or sent at once.
PIECE = 2**20


class Stream(Protocol):
    """A connection to a guest. Deadlines are readings of time.monotonic()."""

    #: Names the class to `adopt`: `socket` or `docker`.
    kind: str

    def send(self, data: wire.Buffer, deadline: float) -> None:
        """Send all of `data`; raises SandboxError when the guest is gone or too slow."""

    def receive_exactly(self, size: int, deadline: float) -> bytearray:
        """Receive `size` bytes; raises SandboxError when the guest is gone or too slow."""

    def fileno(self) -> int:
        """The descriptor to wait on."""

    def share(self) -> socket.socket:
        """The socket beneath, once more; nothing that was received may be left unread."""

    def close(self) -> None:
        """Close; may be called twice."""


class SocketStream:
    """A stream over a connected socket, as the local sandbox has it."""

    kind = "socket"
    #: What the messages call the other end.
    who = "sandbox"

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def send(self, data: wire.Buffer, deadline: float) -> None:
        """See Stream."""
        self._socket.settimeout(self._left(deadline))
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise SandboxError(f"the {self.who} does not listen: {error}") from error

    def receive_exactly(self, size: int, deadline: float) -> bytearray:
        """See Stream."""
        received = bytearray()
        while len(received) < size:
            received += self._receive(min(size - len(received), PIECE), deadline)
        return received

    def fileno(self) -> int:
        """See Stream."""
        return self._socket.fileno()

    def share(self) -> socket.socket:
        """See Stream."""
        return self._socket.dup()

    def close(self) -> None:
        """See Stream."""
        with contextlib.suppress(OSError):
            self._socket.close()

    def _receive(self, most: int, deadline: float) -> bytes:
        """At least one byte and at most `most`."""
        self._socket.settimeout(self._left(deadline))
        try:
            piece = self._socket.recv(most)
        except OSError as error:
            raise SandboxError(f"the {self.who} does not answer: {error}") from error
        if not piece:
            raise SandboxError(f"the {self.who} has vanished {self._last_words()}".strip())
        return piece

    def _left(self, deadline: float) -> float:
        left = deadline - time.monotonic()
        if left <= 0:
            raise SandboxError(f"the {self.who} did not answer in time")
        return left

    def _last_words(self) -> str:
        """What the other end said about its end, where that is known."""
        return ""


def send_frame(stream: Stream, buffers: Sequence[wire.Buffer], deadline: float) -> None:
    """Send the buffers of a frame; small ones in one piece."""
    if sum(len(buffer) for buffer in buffers) <= PIECE:
        stream.send(b"".join(buffers), deadline)
        return
    for buffer in buffers:
        stream.send(buffer, deadline)


def receive_frame(stream: Stream, deadline: float) -> tuple[bytearray, bytearray]:
    """Header, not yet parsed, and payload of the next frame.

    :raises SandboxError: the guest is gone, too slow, or announces more than may cross.
    """
    try:
        header, payload = wire.sizes(stream.receive_exactly(wire.PREFIX.size, deadline))
    except wire.ProtocolError as error:
        raise SandboxError(f"the sandbox broke the rules of the wire: {error}") from error
    text = stream.receive_exactly(header, deadline)
    return text, stream.receive_exactly(payload, deadline) if payload else bytearray()
