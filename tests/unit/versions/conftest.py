"""An exercise on disk, and a folder for unpacked versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.catalog.models import Exercise
from grader.catalog.scaffold import new_exercise
from grader.catalog.services import Catalog


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Path, Path]:
    """A catalogue with the one exercise `scaling` in the unit `warm-up`."""
    found = (tmp_path / "exercises", tmp_path / "reference")
    new_exercise(found, "warm-up", "scaling", "Scaling a list")
    (found[1] / "warm-up/scaling/data/deep").mkdir(parents=True)
    (found[1] / "warm-up/scaling/data/deep/numbers.bin").write_bytes(bytes(range(256)))
    return found


@pytest.fixture
def exercise(roots: tuple[Path, Path]) -> Exercise:
    return Catalog(*roots).get("scaling")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "data/versions"
