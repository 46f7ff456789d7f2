"""The engine's attached stream: what the guest writes comes in frames that say which of its outputs it is."""

from __future__ import annotations

import contextlib
import socket
import struct
import time

from sandbox import wire
from sandbox.host.base import SandboxError

#: Stream number, three zero bytes, length of what follows.
_HEADER = struct.Struct(">BxxxI")
_STDOUT, _STDERR = 1, 2
_PIECE = 2**20
#: Bytes kept of what the guest says on standard error; it explains a start that failed.
_SAID_BYTES = 4096


class DockerStream:
    """A stream over the socket of an attached container."""

    kind = "docker"

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._raw = bytearray()
        self._data = bytearray()
        self._said = bytearray()

    @property
    def said(self) -> str:
        """The end of what the guest wrote on standard error."""
        return self._said.decode("utf-8", "replace").strip()

    def send(self, data: wire.Buffer, deadline: float) -> None:
        """Send all of `data`; raises SandboxError when the guest is gone or too slow."""
        self._socket.settimeout(_left(deadline))
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise SandboxError(f"the container does not listen: {error}") from error

    def receive_exactly(self, size: int, deadline: float) -> bytearray:
        """Receive `size` bytes; raises SandboxError when the guest is gone or too slow."""
        while len(self._data) < size:
            self._take_frames()
            if len(self._data) < size:
                self._receive(deadline)
        received = self._data[:size]
        del self._data[:size]
        return received

    def _receive(self, deadline: float) -> None:
        self._socket.settimeout(_left(deadline))
        try:
            piece = self._socket.recv(_PIECE)
        except OSError as error:
            raise SandboxError(f"the container does not answer: {error}") from error
        if not piece:
            raise SandboxError(f"the container has vanished {self.said}".strip())
        self._raw += piece

    def _take_frames(self) -> None:
        at = 0
        while len(self._raw) - at >= _HEADER.size:
            stream, length = _HEADER.unpack_from(self._raw, at)
            end = at + _HEADER.size + length
            if len(self._raw) < end:
                break
            self._feed(stream, memoryview(self._raw)[at + _HEADER.size : end])
            at = end
        del self._raw[:at]

    def _feed(self, stream: int, data: memoryview) -> None:
        with data:
            if stream == _STDOUT:
                self._data += data
            elif stream == _STDERR:
                self._said = (self._said + data)[-_SAID_BYTES:]
            else:
                raise SandboxError("the engine's stream cannot be read")

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._socket.fileno()

    def detach(self) -> socket.socket:
        """Give up the socket beneath; nothing that was received may be left unread."""
        if self._raw or self._data:
            raise SandboxError("the sandbox cannot be handed over in the middle of an answer")
        connection = self._socket.dup()
        self._socket.close()
        return connection

    def close(self) -> None:
        """Close; may be called twice."""
        with contextlib.suppress(OSError):
            self._socket.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise SandboxError("the container did not answer in time")
    return left
