"""The example of docs/writing-checks.md runs, and the report says what the page says."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from grader.catalog.checks import read_checks
from grader.catalog.models import Exercise, WrongSolution
from grader.judge.views import for_student

from .conftest import Bench

PAGE = Path(__file__).resolve().parents[3] / "docs" / "writing-checks.md"
FILES = dict(re.findall(r"```python file=(\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))


@pytest.fixture
def example(bench: Bench) -> Bench:
    """The page's files as an exercise."""
    exercise: Exercise = bench.exercise
    assert exercise.reference_dir is not None
    wrong = exercise.reference_dir / "wrong" / "adds.py"
    for path, text in (
        (exercise.public_dir / "test_public.py", FILES["test_public.py"]),
        (exercise.reference_dir / "test_hidden.py", FILES["test_hidden.py"]),
        (exercise.reference_dir / "answer.py", FILES["answer.py"]),
        (wrong, FILES["wrong/adds.py"]),
    ):
        path.write_text(text)
    checks = read_checks(exercise.public_dir / "test_public.py", "test_public.py", "public")
    checks += read_checks(exercise.reference_dir / "test_hidden.py", "test_hidden.py", "hidden")
    known = WrongSolution(
        wrong, "adds-factor", (ast.get_docstring(ast.parse(FILES["wrong/adds.py"])) or "").splitlines()[-1]
    )
    bench.exercise = replace(exercise, checks=checks, wrong=(known,))
    return bench


def test_the_solution_has_full_score(example: Bench) -> None:
    report = example.grade(FILES["answer.py"])
    assert (report.score, report.max_score) == (8, 8)


def test_the_known_mistake_is_named(example: Bench) -> None:
    report = for_student(example.grade(FILES["wrong/adds.py"]))
    checks = {check.id: check for check in report.checks}
    assert report.score < 8
    assert checks["random_numbers"].misconception == "adds-factor"
    assert checks["random_numbers"].diagnosis.startswith("Twice as much")
    assert checks["random_numbers"].message == "4 numbers were not scaled by the factor."
    assert checks["scaler"].status == "skipped"


def test_a_generator_reads_as_the_page_says(example: Bench) -> None:
    report = example.grade("def scale(x, factor): return (v * factor for v in x)")
    said = "`scale(…)` returned a generator; a float32 tensor of shape (3,) was asked for."
    assert said in PAGE.read_text(encoding="utf-8")
    assert report.checks[0].message == said
