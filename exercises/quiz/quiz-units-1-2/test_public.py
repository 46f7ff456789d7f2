"""Public checks: every question has an answer, and every answer has the form that was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import assert_answered, assert_forms


@pytest.mark.points(1)
@pytest.mark.hint("Is there still a None in your file? Keep the names of the questions as they are.")
def test_answered(student: Any, items: Any) -> None:
    """Every one of your questions has an answer."""
    assert_answered(student.answers(), items)


@pytest.mark.points(1)
@pytest.mark.needs("answered")
@pytest.mark.hint("A letter is a text such as 'b'; several letters, and shapes, are lists.")
def test_forms(student: Any, items: Any) -> None:
    """Every answer has the form its question asks for: a letter, letters, a number, or a list of numbers."""
    assert_forms(student.answers(), items)
