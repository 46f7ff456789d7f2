"""A guest that may use the GPU of this machine, behind the inner walls; skipped where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from sandbox.host.connection import GuestSandbox, greet
from sandbox.host.local import _LocalGuest
from sandbox.host.stream import SocketStream


@pytest.fixture(scope="session")
def sandbox() -> Iterator[GuestSandbox]:
    """As in a container with a GPU, but for the container."""
    if not torch.cuda.is_available():
        pytest.skip("this machine has no GPU, or this build of torch cannot use it")
    guest = _LocalGuest("fork", ["--gpu"])
    try:
        stream = SocketStream(guest.connection)
        yield GuestSandbox(stream, greet(stream, "local", "local", "cuda"), guest.end)
    finally:
        guest.end()
