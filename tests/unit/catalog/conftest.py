"""A small catalogue on disk, written by the scaffold that authors use."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from grader.catalog.models import Exercise
from grader.catalog.scaffold import new_exercise
from grader.catalog.services import Catalog


class Folders(NamedTuple):
    """Both roots, and both folders of the one exercise `scaling` in the unit `warm-up`."""

    roots: tuple[Path, Path]
    public: Path
    reference: Path

    def catalog(self) -> Catalog:
        return Catalog(*self.roots)

    def exercise(self) -> Exercise:
        return self.catalog().get("scaling")

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text in `exercise.toml` (public) or `reference:wrong/x.py`."""
        tree, _, inside = name.rpartition(":")
        path = (self.reference if tree else self.public) / inside
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    roots = (tmp_path / "exercises", tmp_path / "reference")
    new_exercise(roots, "warm-up", "scaling", "Scaling a list")
    return Folders(roots, roots[0] / "warm-up/scaling", roots[1] / "warm-up/scaling")
