"""One field of local sandboxes for all tests of this folder that need one."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from grader.attacks.field import Field, opened
from sandbox.host.opening import LocalConfig


@pytest.fixture(scope="module")
def field() -> Iterator[Field]:
    """Sandboxes as they are."""
    if sys.platform != "linux":
        pytest.skip("the walls need Linux")
    with opened(LocalConfig()) as here:
        yield here


@pytest.fixture(scope="module")
def weak_field() -> Iterator[Field]:
    """A deployment whose sandbox has no walls."""
    if sys.platform != "linux":
        pytest.skip("the walls need Linux")
    with opened(LocalConfig(walls=False)) as here:
        yield here
