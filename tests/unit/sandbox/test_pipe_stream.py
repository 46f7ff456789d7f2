"""Bytes over two pipes that never block, always with a deadline."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from sandbox.host.base import SandboxError
from sandbox.host.stream import AHEAD, PipeStream


class Other:
    """The guest's ends of the two pipes, blocking as a guest has them."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self.incoming, self.outgoing = incoming, outgoing

    def close(self) -> None:
        for descriptor in {self.incoming, self.outgoing} - {-1}:
            os.close(descriptor)
        self.incoming = self.outgoing = -1


@pytest.fixture
def ends() -> Iterator[tuple[Other, PipeStream]]:
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    for descriptor in (ours_in, ours_out):
        os.set_blocking(descriptor, False)
    other, stream = Other(theirs_in, theirs_out), PipeStream(ours_in, ours_out)
    yield other, stream
    other.close()
    stream.close()
    stream.close()


def soon(wait_s: float = 10.0) -> float:
    return time.monotonic() + wait_s


def test_what_comes_together_is_read_apart(ends: tuple[Other, PipeStream]) -> None:
    other, stream = ends
    os.write(other.outgoing, b"abcde")
    assert [stream.receive_exactly(size, soon()) for size in (1, 3, 1)] == [b"a", b"bcd", b"e"]


@pytest.mark.parametrize("size", [1, AHEAD - 1, AHEAD + 1, 3 * 2**20])
def test_more_than_a_pipe_holds_goes_both_ways(ends: tuple[Other, PipeStream], size: int) -> None:
    other, stream = ends
    data = os.urandom(size)

    def echo() -> None:
        left = size
        while left:
            piece = os.read(other.incoming, 2**16)
            left -= len(piece)
            came.extend(piece)
        with os.fdopen(os.dup(other.outgoing), "wb") as out:
            out.write(came)

    came = bytearray()
    answering = threading.Thread(target=echo)
    answering.start()
    stream.send(data, soon(60))
    assert stream.receive_exactly(size, soon(60)) == data
    answering.join()


def test_silence_and_a_full_pipe_end_at_the_deadline(ends: tuple[Other, PipeStream]) -> None:
    _, stream = ends
    with pytest.raises(SandboxError, match="does not answer"):
        stream.receive_exactly(1, soon(0.05))
    with pytest.raises(SandboxError, match="in time"):
        stream.send(bytes(2**20), soon(0.05))
    with pytest.raises(SandboxError, match="in time"):
        stream.receive_exactly(1, soon(-1))


def test_a_guest_that_is_gone_is_noticed_both_ways(ends: tuple[Other, PipeStream]) -> None:
    other, stream = ends
    os.write(other.outgoing, b"last")
    other.close()
    # What it has said is heard all the same.
    assert stream.receive_exactly(4, soon()) == b"last"
    with pytest.raises(SandboxError, match="container has vanished"):
        stream.receive_exactly(1, soon())
    with pytest.raises(SandboxError, match="does not listen"):
        stream.send(b"x", soon())


def test_it_can_be_given_up_between_answers_only(ends: tuple[Other, PipeStream]) -> None:
    other, stream = ends
    os.write(other.outgoing, b"ab")
    stream.receive_exactly(1, soon())
    with pytest.raises(SandboxError, match="middle"):
        stream.share()
    stream.receive_exactly(1, soon())
    taken = PipeStream(*stream.share())
    stream.close()
    os.write(other.outgoing, b"c")
    assert taken.receive_exactly(1, soon()) == b"c"
    taken.send(b"d", soon())
    assert os.read(other.incoming, 9) == b"d"
    taken.close()
    # Nobody else holds the writing end, so the guest sees that its host is gone.
    assert os.read(other.incoming, 9) == b""
