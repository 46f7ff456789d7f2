"""Positive control of the running rules: each way to spoil a good exercise is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_exercise import Small

from grader.catalog.law import GradeFile, check_running


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def rules(small: Small, grade: GradeFile) -> set[str]:
    return {finding.rule for finding in check_running(small.read(), grade, (3,)).findings}


def test_a_new_exercise_keeps_the_running_rules(small: Small, grade_locally: GradeFile) -> None:
    result = check_running(small.read(), grade_locally, (3, 4))
    assert result.findings == ()
    assert [(row.kind, row.seed, row.score) for row in result.figures] == [
        ("stub", 3, 0.0),
        ("reference", 3, 4.0),
        ("reference", 4, 4.0),
        ("alternative", 3, 4.0),
        ("alternative", 4, 4.0),
        ("alternative", 3, 4.0),
        ("alternative", 4, 4.0),
        ("wrong", 3, 0.0),
        ("wrong", 4, 0.0),
    ]
    assert result.figures[-1].named == ("factor-ignored",)


def test_a_stub_that_scores_is_found(small: Small, grade_locally: GradeFile) -> None:
    shutil.copy(small.full, small.stub)
    assert rules(small, grade_locally) == {"stub-zero"}


def test_a_reference_that_loses_points_is_found(small: Small, grade_locally: GradeFile) -> None:
    small.change(small.reference / "test_hidden.py", "value * factor for", "value * factor + 1 for")
    assert {"reference-full", "alternative-full"} <= rules(small, grade_locally)


def test_an_alternative_that_loses_points_is_found(small: Small, grade_locally: GradeFile) -> None:
    small.change(small.reference / "alternatives/with_map.py", "value * factor", "value + factor")
    assert rules(small, grade_locally) == {"alternative-full"}


def test_a_wrong_solution_that_is_right_is_found(small: Small, grade_locally: GradeFile) -> None:
    small.change(small.wrong, "value + value", "value * factor")
    assert {"wrong-loses", "wrong-named"} <= rules(small, grade_locally)


def test_two_mistakes_that_cannot_be_told_apart_are_found(small: Small, grade_locally: GradeFile) -> None:
    twin = small.wrong.read_text().replace("factor-ignored", "other-name")
    small.wrong.with_name("twin.py").write_text(twin)
    assert rules(small, grade_locally) == {"wrong-named"}


def test_a_mistake_under_another_name_is_found(small: Small, grade_locally: GradeFile) -> None:
    tests = small.reference / "test_hidden.py"
    small.change(tests, "import assert_equal", "import assert_equal, fail")
    named = 'if student.scale([1.0], 3.0) != [3.0]:\n            fail("No.", misconception="other-name")\n'
    small.change(tests, "        assert_equal(", f"        {named}        assert_equal(")
    text = small.wrong.read_text().replace("factor-ignored", "other-name").replace("value + value", "-value")
    small.wrong.with_name("other.py").write_text(text)
    assert rules(small, grade_locally) == {"wrong-named", "wrong-alone"}


def test_a_check_that_stumbles_is_found(small: Small, grade_locally: GradeFile) -> None:
    small.change(small.reference / "test_hidden.py", "seen = student", "seen = undefined_name or student")
    said = [
        one.message
        for one in check_running(small.read(), grade_locally, (3,)).findings
        if one.rule == "graded"
    ]
    assert said
    # An author reads which check it is and what shows its line, and not what students are told.
    exercise = small.read().id
    assert all("input_unchanged stumbled" in one and f"`grader grade {exercise} FILE`" in one for one in said)
