"""Public check: the five entries are there, and have the right types."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import assert_equal, assert_type

KEYS = ["dataset_note", "evidence", "late_work", "objective", "question"]


@pytest.mark.points(0.5)
@pytest.mark.hint("Compare your keys with the table of the prompt. Which value is a dictionary?")
def test_entries(student: Any) -> None:
    """The dictionary has the five entries: four texts, and a dictionary for the data set note."""
    given = student.reflection()
    assert_type(given, dict, "reflection should return a dictionary.")
    assert_equal(sorted(map(str, given)), KEYS, "The keys should be the five of the prompt.")
    for key in KEYS:
        wanted, name = (dict, "a dictionary") if key == "dataset_note" else (str, "a text")
        assert_type(given[key], wanted, f"The value of '{key}' should be {name}.")
