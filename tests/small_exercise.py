"""A fresh exercise to be spoiled in one way or another."""

from __future__ import annotations

from pathlib import Path

from grader.catalog.models import Exercise
from grader.catalog.scaffold import new_exercise
from grader.catalog.services import Catalog


class Small:
    """A fresh exercise, as `grader exercise new` writes it."""

    def __init__(self, folder: Path) -> None:
        self.roots = (folder / "exercises", folder / "reference")
        new_exercise(self.roots, "warm-up", "scaling", "Scaling a list")
        self.public, self.reference = (root / "warm-up/scaling" for root in self.roots)
        self.stub, self.full = self.public / "scaling.py", self.reference / "scaling.py"
        self.wrong = self.reference / "wrong/factor_ignored.py"

    def read(self) -> Exercise:
        return Catalog(*self.roots).get("scaling")

    def change(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def weaken(self) -> None:
        """Checks that look at lengths alone, and see no wrong number."""
        asked = "student.scale([1.0, 2.0], 3.0), [3.0, 6.0]"
        self.change(self.public / "test_public.py", asked, "len(student.scale([1.0], 3.0)), 1")
        asked = "student.scale(values, factor), [value * factor for value in values]"
        weak = "len(student.scale(values, factor)), len(values)"
        self.change(self.reference / "test_hidden.py", asked, weak)
