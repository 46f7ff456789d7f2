"""A guest as in a container with a GPU, but for the container: a process behind its inner walls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sandbox.host.connection import GuestSandbox, greet
from sandbox.host.local import _LocalGuest
from sandbox.host.stream import SocketStream


@contextmanager
def opened(device: str, options: Sequence[str] = ("--gpu",)) -> Iterator[GuestSandbox]:
    """The guest, which says that it has `device`; whether it may use a GPU is up to its options."""
    guest = _LocalGuest("fork", list(options))
    try:
        stream = SocketStream(guest.connection)
        yield GuestSandbox(stream, greet(stream, "local", "local", device), guest.end)
    finally:
        guest.end()
