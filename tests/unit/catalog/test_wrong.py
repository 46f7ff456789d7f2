"""The docstring of a wrong solution: misconception and feedback."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.catalog.models import WrongSolution
from grader.catalog.wrong import read_wrong
from grader.errors import AuthorError


def read(tmp_path: Path, text: str) -> WrongSolution:
    path = tmp_path / "axis.py"
    path.write_text(text, encoding="utf-8")
    return read_wrong(path, "reference/u/demo/wrong/axis.py")


def test_feedback_is_one_paragraph(tmp_path: Path) -> None:
    wrong = read(
        tmp_path, '"""misconception: axis-confusion\n\nColumns sum to 1.\nWhich axis\n  is a row?\n"""\n'
    )
    assert wrong.misconception == "axis-confusion"
    assert wrong.feedback == "Columns sum to 1. Which axis is a row?"


def feedback(words: int) -> str:
    return '"""misconception: long\n\n' + "word " * words + '\n"""\n'


def test_sixty_words_are_the_most(tmp_path: Path) -> None:
    assert len(read(tmp_path, feedback(60)).feedback.split()) == 60
    with pytest.raises(AuthorError, match="61 words"):
        read(tmp_path, feedback(61))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\n", 1),
        ('"""Axis confusion.\n\nText.\n"""\n', 1),
        ('"""misconception: Axis Confusion\n\nText.\n"""\n', 1),
        ('"""misconception: axis\nText.\n"""\n', 2),
        ('"""misconception: axis\n"""\n', 2),
        ("def f(:\n", 1),
    ],
)
def test_other_forms_are_refused(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(AuthorError) as caught:
        read(tmp_path, text)
    assert caught.value.where == f"reference/u/demo/wrong/axis.py:{line}"
