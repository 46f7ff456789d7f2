"""The engine's attached stream: what the guest writes comes in frames that say which of its outputs it is."""

from __future__ import annotations

import socket
import struct

from sandbox.host.base import SandboxError
from sandbox.host.stream import PIECE, SocketStream

#: Stream number, three zero bytes, length of what follows.
_HEADER = struct.Struct(">BxxxI")
_STDOUT, _STDERR = 1, 2
#: Bytes kept of what the guest says on standard error; it explains a start that failed.
_SAID_BYTES = 4096


class DockerStream(SocketStream):
    """A stream over the socket of an attached container."""

    kind = "docker"
    who = "container"

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        self._raw = bytearray()
        self._data = bytearray()
        self._said = bytearray()

    @property
    def said(self) -> str:
        """The end of what the guest wrote on standard error."""
        return self._said.decode("utf-8", "replace").strip()

    def receive_exactly(self, size: int, deadline: float) -> bytearray:
        """Receive `size` bytes; raises SandboxError when the guest is gone or too slow."""
        while len(self._data) < size:
            self._take_frames()
            if len(self._data) < size:
                self._raw += self._receive(PIECE, deadline)
        received = self._data[:size]
        del self._data[:size]
        return received

    def share(self) -> socket.socket:
        """The socket beneath, once more; nothing that was received may be left unread."""
        if self._raw or self._data:
            raise SandboxError("the sandbox cannot be handed over in the middle of an answer")
        return super().share()

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

    def _last_words(self) -> str:
        return self.said
