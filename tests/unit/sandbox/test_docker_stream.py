"""The engine's frames, cut at every place."""

from __future__ import annotations

import socket
import time

import pytest
from engine_frames import framed

from sandbox.host.base import SandboxError
from sandbox.host.docker_stream import DockerStream


def soon() -> float:
    return time.monotonic() + 5


@pytest.fixture
def ends() -> tuple[socket.socket, DockerStream]:
    engine, ours = socket.socketpair()
    return engine, DockerStream(ours)


def test_standard_output_is_joined_and_standard_error_kept_apart(
    ends: tuple[socket.socket, DockerStream],
) -> None:
    engine, stream = ends
    with engine:
        engine.sendall(
            framed(1, b"ab") + framed(2, b"oh ") + framed(1, b"") + framed(1, b"cd") + framed(2, b"no")
        )
        assert stream.receive_exactly(3, soon()) == b"abc"
        assert stream.receive_exactly(1, soon()) == b"d"
        assert stream.said == "oh no"
        stream.close()
        stream.close()


@pytest.mark.parametrize("cut", range(1, 14))
def test_a_frame_may_arrive_in_pieces(ends: tuple[socket.socket, DockerStream], cut: int) -> None:
    engine, stream = ends
    whole = framed(1, b"abcdef")
    with engine:
        engine.sendall(whole[:cut])
        with pytest.raises(SandboxError, match=r"in time|does not answer"):
            stream.receive_exactly(6, time.monotonic() + 0.02)
        engine.sendall(whole[cut:])
        assert stream.receive_exactly(6, soon()) == b"abcdef"
        stream.close()


def test_what_the_guest_says_is_capped(ends: tuple[socket.socket, DockerStream]) -> None:
    engine, stream = ends
    with engine:
        for _ in range(100):
            engine.sendall(framed(2, b"x" * 1000))
            engine.sendall(framed(1, b"."))
            stream.receive_exactly(1, soon())
        assert len(stream.said) == 4096
        stream.close()


def test_the_end_of_the_container_is_our_fault_and_says_what_it_said(
    ends: tuple[socket.socket, DockerStream],
) -> None:
    engine, stream = ends
    engine.sendall(framed(2, b"no module named torch"))
    engine.close()
    with pytest.raises(SandboxError, match="no module named torch"):
        stream.receive_exactly(1, soon())
    stream.close()


def test_an_unknown_stream_is_refused(ends: tuple[socket.socket, DockerStream]) -> None:
    engine, stream = ends
    with engine:
        engine.sendall(framed(7, b"x"))
        with pytest.raises(SandboxError):
            stream.receive_exactly(1, soon())
        stream.close()


def test_the_socket_can_be_given_up_between_answers_only(ends: tuple[socket.socket, DockerStream]) -> None:
    engine, stream = ends
    with engine:
        engine.sendall(framed(1, b"ab"))
        stream.receive_exactly(1, soon())
        with pytest.raises(SandboxError, match="middle"):
            stream.share()
        stream.receive_exactly(1, soon())
        (descriptor,) = stream.share()
        engine.sendall(framed(1, b"c"))
        shared = DockerStream(socket.socket(fileno=descriptor))
        assert shared.receive_exactly(1, soon()) == b"c"
        shared.close()
        stream.close()
