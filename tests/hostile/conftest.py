"""What tests of hostile code share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.attacks.bait import laid_out

# What several of these tests share lies beside them; they are not a package.
sys.path.insert(0, str(Path(__file__).parent))

from fields import Fields


@pytest.fixture(scope="module")
def fields() -> Iterator[Fields]:
    """The sandboxes as a deployment has them."""
    found = Fields()
    yield found
    found.close()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What lies out to be reached: see grader.attacks.bait."""
    with laid_out(tmp_path_factory.mktemp("outside")) as bait:
        yield bait.told
