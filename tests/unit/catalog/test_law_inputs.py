"""What counts as a telling input of a hidden check, and where it must not be said."""

from __future__ import annotations

from typing import Any

import pytest

from grader.catalog.law_inputs import hidden_inputs_said


def said(folders: Any, asked: str, feedback: str) -> list[str]:
    """What is found where a hidden check asks with `asked` and a feedback says `feedback`."""
    folders.change(
        "reference:test_hidden.py", "assert not seen", f"student.scale({asked}, 1)\n    assert not seen"
    )
    folders.change("reference:wrong/factor_ignored.py", "Every number", f"{feedback} Every number")
    return [message.rpartition(": ")[2] for message, _, _ in hidden_inputs_said(folders.exercise())]


@pytest.mark.parametrize(
    ("asked", "feedback", "given_away"),
    [
        ("137", "It asked with 137.", ["`137`"]),
        ("0.125", "A factor of 0.125 gives it.", ["`0.125`"]),
        ("[4, 8, 9]", "Try [4,8, 9] yourself.", ["`[4, 8, 9]`"]),
        ("(4, 8, 9)", "Try (4, 8, 9) yourself.", ["`(4, 8, 9)`"]),
        ("'Whisker.png'", "Look at Whisker.png again.", ["`Whisker.png`"]),
        # A part of a longer number is another one.
        ("137", "It asked with 1375, 1.137 and 137.5.", []),
        # Nothing that tells: round, short, or a name that misconceptions and keys have.
        ("1000", "It asked with 1000.", []),
        ("12", "It asked with 12.", []),
        ("[4, 8]", "Try [4, 8] yourself.", []),
        ("'large.'", "It is too large. Yes.", []),
        ("'train-set'", "Look at the train-set.", []),
        # The prompt has it.
        ("[3.0, 6.0, 6.0][:2]", "You gave [3.0, 6.0].", []),
    ],
)
def test_a_feedback(folders: Any, asked: str, feedback: str, given_away: list[str]) -> None:
    assert said(folders, asked, feedback) == given_away


def test_what_the_student_has_in_hand_may_be_said(folders: Any) -> None:
    folders.change("README.md", "## Your task", "Scores may be as large as 1375.\n\n## Your task")
    assert said(folders, "1375", "The scores reached 1375.") == []


def test_whoever_makes_the_mistake_may_read_its_numbers(folders: Any) -> None:
    folders.change("reference:wrong/factor_ignored.py", "value + value", "value * 1.645")
    assert said(folders, "1.645", "Every number was multiplied by 1.645.") == []


def test_helpers_are_read_as_well(folders: Any) -> None:
    (folders.reference / "helpers.py").write_text(
        "SIZES = (31, 47, 59)\n\n\ndef f():\n    return 'as (31, 47, 59) shows'\n"
    )
    ((message, path, line),) = hidden_inputs_said(folders.exercise())
    assert ("(31, 47, 59)" in message, path.name, line) == (True, "helpers.py", 5)
