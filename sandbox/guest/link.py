"""Frames over a socket or a pair of descriptors, blocking."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox import wire

_PIECE = 2**20
#: Bytes asked for at once: prefix, header and payload of most frames come together.
_AHEAD = 2**16


@dataclass
class RawFrame:
    """A frame as it came; the header is parsed only by whom it is meant for."""

    header: bytes | bytearray
    payload: bytes | bytearray

    def parsed(self) -> dict[str, Any]:
        """The header; raises wire.ProtocolError."""
        return wire.parse(self.header)

    def buffers(self) -> list[wire.Buffer]:
        """The frame, ready to be sent on."""
        return [wire.PREFIX.pack(len(self.header), len(self.payload)), self.header, self.payload]


class Link:
    """One end of a channel. Raises OSError when the other end is gone."""

    def __init__(self) -> None:
        #: What came with an earlier frame.
        self._ahead = bytearray()

    @property
    def has_read_ahead(self) -> bool:
        """Whether a part of the next frame is here already, so that nobody must wait for the descriptor."""
        return bool(self._ahead)

    def fileno(self) -> int:
        """The descriptor to wait on for reading."""
        raise NotImplementedError

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes; empty at the end."""
        raise NotImplementedError

    def write(self, data: wire.Buffer) -> None:
        """All of `data`."""
        raise NotImplementedError

    def receive(self) -> RawFrame | None:
        """The next frame; None when the other end has closed."""
        prefix = self._exactly(wire.PREFIX.size)
        if prefix is None:
            return None
        header_size, payload_size = wire.sizes(prefix)
        header, payload = self._exactly(header_size), self._exactly(payload_size)
        return None if header is None or payload is None else RawFrame(header, payload)

    def send(self, buffers: Sequence[wire.Buffer]) -> None:
        """All buffers, one after another; small ones in one piece."""
        if sum(len(buffer) for buffer in buffers) <= _PIECE:
            self.write(b"".join(buffers))
            return
        for buffer in buffers:
            self.write(buffer)

    def _exactly(self, size: int) -> bytearray | None:
        while len(self._ahead) < size:
            missing = size - len(self._ahead)
            piece = self.read(_AHEAD if missing < _AHEAD else min(missing, _PIECE))
            if not piece:
                return None
            self._ahead += piece
        if len(self._ahead) == size:
            received, self._ahead = self._ahead, bytearray()
        else:
            received = self._ahead[:size]
            del self._ahead[:size]
        return received


class SocketLink(Link):
    """A link over a connected stream socket."""

    def __init__(self, channel: socket.socket) -> None:
        super().__init__()
        self.channel = channel

    def fileno(self) -> int:
        return self.channel.fileno()

    def read(self, limit: int) -> bytes:
        return self.channel.recv(limit)

    def write(self, data: wire.Buffer) -> None:
        self.channel.sendall(data)


class PipeLink(Link):
    """A link over two descriptors, as a container's standard input and output are."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        super().__init__()
        self.incoming = incoming
        self.outgoing = outgoing

    def fileno(self) -> int:
        return self.incoming

    def read(self, limit: int) -> bytes:
        return os.read(self.incoming, limit)

    def write(self, data: wire.Buffer) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self.outgoing, view) :]
