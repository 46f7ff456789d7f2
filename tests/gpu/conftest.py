"""A guest that may use the GPU of this machine, behind the inner walls; skipped where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import gpu_guest
import pytest
import torch

from sandbox.host.connection import GuestSandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[GuestSandbox]:
    """One for all tests."""
    if not torch.cuda.is_available():
        pytest.skip("this machine has no GPU, or this build of torch cannot use it")
    with gpu_guest.opened("cuda") as sandbox:
        yield sandbox
