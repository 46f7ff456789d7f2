"""Takes up a sandbox that another process has given up."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.host.base import SandboxInfo
from sandbox.host.connection import GuestSandbox
from sandbox.host.stream import PipeStream, SocketStream, Stream


def adopt(descriptors: Sequence[int], description: Mapping[str, Any]) -> GuestSandbox:
    """The sandbox that `GuestSandbox.handover` has given up; the descriptors belong to it from now on."""
    stream = _stream(description["stream"], descriptors)
    return GuestSandbox(stream, SandboxInfo(**description["info"]), alive=description["alive"])


def _stream(kind: str, descriptors: Sequence[int]) -> Stream:
    if kind == "pipes":
        incoming, outgoing = descriptors
        return PipeStream(incoming, outgoing)
    (only,) = descriptors
    connection = socket.socket(fileno=only)
    if kind == "socket":
        return SocketStream(connection)
    from sandbox.host.docker_stream import DockerStream

    return DockerStream(connection)
