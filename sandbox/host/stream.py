"""Bytes to and from a guest, always with a deadline."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Sequence
from typing import Protocol

from sandbox import wire
from sandbox.host.base import SandboxError

_PIECE = 2**20


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

    def detach(self) -> socket.socket:
        """Give up the socket beneath; nothing that was received may be left unread."""

    def close(self) -> None:
        """Close; may be called twice."""


class SocketStream:
    """A stream over a connected socket, as the local sandbox has it."""

    kind = "socket"

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def send(self, data: wire.Buffer, deadline: float) -> None:
        self._socket.settimeout(_left(deadline))
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise SandboxError(f"the sandbox does not listen: {error}") from error

    def receive_exactly(self, size: int, deadline: float) -> bytearray:
        received = bytearray()
        while len(received) < size:
            self._socket.settimeout(_left(deadline))
            try:
                piece = self._socket.recv(min(size - len(received), _PIECE))
            except OSError as error:
                raise SandboxError(f"the sandbox does not answer: {error}") from error
            if not piece:
                raise SandboxError("the sandbox has vanished")
            received += piece
        return received

    def fileno(self) -> int:
        return self._socket.fileno()

    def detach(self) -> socket.socket:
        connection = self._socket.dup()
        self._socket.close()
        return connection

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise SandboxError("the sandbox did not answer in time")
    return left


def send_frame(stream: Stream, buffers: Sequence[wire.Buffer], deadline: float) -> None:
    """Send the buffers of a frame; small ones in one piece."""
    if sum(len(buffer) for buffer in buffers) <= _PIECE:
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
    return stream.receive_exactly(header, deadline), stream.receive_exactly(payload, deadline)
