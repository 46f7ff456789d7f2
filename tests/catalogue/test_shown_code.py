"""Code that a student is shown as what the hidden checks run is what they run."""

from __future__ import annotations

import ast

import pytest

from grader.catalog.law_form import HELPERS
from grader.catalog.services import Catalog

#: Exercise and the function that its stub gives away ready.
SHOWN = [("fit-underfit", "train")]


def function(text: str, name: str) -> str:
    """The syntax tree of a function, as text: comments and line breaks decide nothing."""
    (found,) = [one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef) and one.name == name]
    return ast.dump(found)


@pytest.mark.parametrize(("exercise_id", "name"), SHOWN)
def test_what_students_see_is_what_the_checks_run(exercise_id: str, name: str, catalog: Catalog) -> None:
    exercise = catalog.get(exercise_id)
    assert exercise.reference_dir is not None
    shown = (exercise.public_dir / exercise.entry).read_text(encoding="utf-8")
    run = (exercise.reference_dir / HELPERS).read_text(encoding="utf-8")
    assert function(shown, name) == function(run, name)


def test_a_difference_would_be_seen() -> None:
    assert function("def f(x):\n    return x\n", "f") != function("def f(x):\n    return -x\n", "f")
