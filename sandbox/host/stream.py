"""Bytes to and from a guest, always with a deadline."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import time
from collections.abc import Sequence
from typing import Protocol

from sandbox import wire
from sandbox.host.base import SandboxError

#: Most bytes read or sent at once.
PIECE = 2**20
#: Bytes asked for at once where fewer are wanted: report, header and payload of most answers come together.
AHEAD = 2**16


class Stream(Protocol):
    """A connection to a guest. Deadlines are readings of time.monotonic()."""

    #: Names the class to `adopt`: `socket`, `pipes` or `docker`.
    kind: str

    def send(self, data: wire.Buffer, deadline: float) -> None:
        """Send all of `data`; raises SandboxError when the guest is gone or too slow."""

    def receive_exactly(self, size: int, deadline: float) -> bytearray:
        """Receive `size` bytes; raises SandboxError when the guest is gone or too slow."""

    def share(self) -> list[int]:
        """Its descriptors, once more.

        :raises SandboxError: something that was received is still unread, so that another would miss it.
        """

    def close(self) -> None:
        """Close; may be called twice."""


class ReadAhead:
    """What every stream does: it takes what is there, as most answers come in one piece."""

    #: What the messages call the other end.
    who = "sandbox"

    def __init__(self) -> None:
        self._data = bytearray()

    def receive_exactly(self, size: int, deadline: float) -> bytearray:
        """See Stream."""
        while len(self._data) < size:
            missing = size - len(self._data)
            self._more(AHEAD if missing < AHEAD else min(missing, PIECE), deadline)
        if len(self._data) == size:
            received, self._data = self._data, bytearray()
        else:
            received = self._data[:size]
            del self._data[:size]
        return received

    def _more(self, most: int, deadline: float) -> None:
        """Wait for bytes and add them to what is unread."""
        self._data += self._receive(most, deadline)

    def _receive(self, most: int, deadline: float) -> bytes:
        """At least one byte and at most `most`."""
        try:
            piece = self._read(most, self._left(deadline))
        except OSError as error:
            raise SandboxError(f"the {self.who} does not answer: {error}") from error
        if not piece:
            raise SandboxError(f"the {self.who} has vanished {self._last_words()}".strip())
        return piece

    def _read(self, most: int, wait_s: float) -> bytes:
        """As `_receive`; empty at the end, and an OSError when the time is up."""
        raise NotImplementedError

    def _left(self, deadline: float) -> float:
        left = deadline - time.monotonic()
        if left <= 0:
            raise SandboxError(f"the {self.who} did not answer in time")
        return left

    def _all_read(self) -> None:
        """Raise SandboxError unless everything that was received was read."""
        if self._data:
            raise SandboxError("the sandbox cannot be handed over in the middle of an answer")

    def _last_words(self) -> str:
        """What the other end said about its end, where that is known."""
        return ""


class SocketStream(ReadAhead):
    """A stream over a connected socket, as the local sandbox has it."""

    kind = "socket"

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._socket = connection

    def send(self, data: wire.Buffer, deadline: float) -> None:
        """See Stream."""
        self._socket.settimeout(self._left(deadline))
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise SandboxError(f"the {self.who} does not listen: {error}") from error

    def share(self) -> list[int]:
        """See Stream."""
        self._all_read()
        return [os.dup(self._socket.fileno())]

    def close(self) -> None:
        """See Stream."""
        with contextlib.suppress(OSError):
            self._socket.close()

    def _read(self, most: int, wait_s: float) -> bytes:
        self._socket.settimeout(wait_s)
        return self._socket.recv(most)


class PipeStream(ReadAhead):
    """A stream over two pipes, one for each direction, neither of which ever blocks."""

    kind = "pipes"
    who = "container"

    def __init__(self, incoming: int, outgoing: int) -> None:
        """Take over both descriptors.

        :param incoming: non-blocking, for reading.
        :param outgoing: non-blocking, for writing.
        """
        super().__init__()
        self._incoming, self._outgoing = incoming, outgoing
        self._readable, self._writable = _waiting(incoming, select.POLLIN), _waiting(outgoing, select.POLLOUT)

    def send(self, data: wire.Buffer, deadline: float) -> None:
        """See Stream."""
        view = memoryview(data)
        try:
            while view:
                view = view[self._write(view, deadline) :]
        except OSError as error:
            raise SandboxError(f"the {self.who} does not listen: {error}") from error

    def share(self) -> list[int]:
        """See Stream."""
        self._all_read()
        return [os.dup(self._incoming), os.dup(self._outgoing)]

    def close(self) -> None:
        """See Stream."""
        for descriptor in (self._incoming, self._outgoing):
            if descriptor >= 0:
                os.close(descriptor)
        self._incoming = self._outgoing = -1

    def _write(self, view: memoryview, deadline: float) -> int:
        """How many bytes there was room for."""
        try:
            return os.write(self._outgoing, view)
        except BlockingIOError:
            self._writable.poll(_milliseconds(self._left(deadline)))
            return 0

    def _read(self, most: int, wait_s: float) -> bytes:
        if not self._readable.poll(_milliseconds(wait_s)):
            raise TimeoutError("timed out")
        return os.read(self._incoming, most)


def _waiting(descriptor: int, event: int) -> select.poll:
    poll = select.poll()
    poll.register(descriptor, event)
    return poll


def _milliseconds(seconds: float) -> float:
    """As the kernel takes them, which counts up to 24 days."""
    return min(1000 * seconds, 2.0**31 - 1)


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
