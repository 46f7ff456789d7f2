"""The engine's attached stream: what the guest writes comes in frames that say which of its outputs it is."""

from __future__ import annotations

import contextlib
import socket
import struct
import time

from sandbox.host.base import SandboxError
from sandbox.host.stream import PIECE, SocketStream

#: Stream number, three zero bytes, length of what follows.
_HEADER = struct.Struct(">BxxxI")
_STDOUT, _STDERR = 1, 2
#: Bytes kept of what the guest says on standard error; it explains a start that failed.
_SAID_BYTES = 4096
#: Seconds in which a container that has failed is expected to end.
_LAST_WORDS_S = 2.0


class DockerStream(SocketStream):
    """A stream over the socket of an attached container."""

    kind = "docker"
    who = "container"

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        self._raw = bytearray()
        self._said = bytearray()

    @property
    def said(self) -> str:
        """The end of what the guest wrote on standard error."""
        return self._said.decode("utf-8", "replace").strip()

    def hear(self, deadline: float) -> bool:
        """Take what the engine has to tell; whether the guest has written to its standard output.

        :raises SandboxError: the container has ended, or nothing came in time.
        """
        self._more(PIECE, deadline)
        return bool(self._data)

    def hear_out(self) -> str:
        """What a guest that has failed says on standard error; waits a little for the end of it."""
        deadline = time.monotonic() + _LAST_WORDS_S
        with contextlib.suppress(SandboxError):
            while True:
                self.hear(deadline)
        return self.said

    def fileno(self) -> int:
        """The descriptor to wait on for `hear`."""
        return self._socket.fileno()

    def _more(self, most: int, deadline: float) -> None:
        self._raw += self._receive(most, deadline)
        self._take_frames()

    def _all_read(self) -> None:
        if self._raw:
            raise SandboxError("the sandbox cannot be handed over in the middle of an answer")
        super()._all_read()

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
