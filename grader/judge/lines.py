"""Messages of the caller, the warm parent and its forks: a request with descriptors, then lines of JSON."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from typing import Any

from grader.errors import InfrastructureError

_LENGTH = struct.Struct("!I")
#: A socket for the answers, and what two sandboxes are reached by.
_MOST_DESCRIPTORS = 5
_CHUNK = 1 << 20


def send_request(control: socket.socket, request: dict[str, Any], descriptors: Sequence[int]) -> None:
    """Send one request; the descriptors travel with its first byte."""
    data = json.dumps(request).encode("utf-8")
    socket.send_fds(control, [b"!"], descriptors)
    control.sendall(_LENGTH.pack(len(data)) + data)


def receive_request(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next request and its descriptors; None when the caller is gone."""
    first, descriptors, _, _ = socket.recv_fds(control, 1, _MOST_DESCRIPTORS)
    if not first:
        return None
    head = _exactly(control, _LENGTH.size)
    data = _exactly(control, _LENGTH.unpack(head)[0]) if head else b""
    return (json.loads(data), list(descriptors)) if data else None


def _exactly(connection: socket.socket, size: int) -> bytes:
    """`size` bytes, or none when the other end closed before."""
    pieces = bytearray()
    while len(pieces) < size:
        piece = connection.recv(min(_CHUNK, size - len(pieces)))
        if not piece:
            return b""
        pieces += piece
    return bytes(pieces)


def line(name: str, content: str) -> bytes:
    """One line: `event {...}` or `report {...}`; JSON has no line breaks of its own."""
    return f"{name} {content}\n".encode()


def parse_line(received: bytes) -> tuple[str, bytes]:
    """Name and JSON of a line."""
    name, _, content = received.partition(b" ")
    return name.decode("ascii"), content


class LineReader:
    """Lines of a socket until it is closed.

    :raises InfrastructureError: nothing came before the deadline.
    """

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        rest = bytearray()
        while data := self._receive():
            rest += data
            *lines, last = rest.split(b"\n")
            yield from (bytes(one) for one in lines)
            rest = last

    def _receive(self) -> bytes:
        self._connection.settimeout(max(0.1, self._deadline - time.monotonic()))
        try:
            return self._connection.recv(_CHUNK)
        except TimeoutError as error:
            raise InfrastructureError("The judge took too long and was given up.") from error
        except OSError:
            return b""
