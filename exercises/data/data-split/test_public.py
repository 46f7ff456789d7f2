"""Public checks of data-split: the examples of the prompt."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from grader.checks import assert_equal, assert_type


@pytest.mark.points(0.75)
@pytest.mark.hint("Return a dictionary with the keys 'train' and 'valid'; each value is a list of ints.")
def test_form(student: Any) -> None:
    """The prompt's example gives two lists of ints: 6 for training and 2 for validation."""
    split = student.stratified_split([1, 1, 1, 1, 9, 9, 9, 9], 0.25, 1)
    assert_type(split, dict, "stratified_split should return a dictionary.")
    assert_equal(sorted(split), ["train", "valid"], "The keys should be 'train' and 'valid'.")
    for key, wanted in (("train", 6), ("valid", 2)):
        assert_type(split[key], list, f"The value of '{key}' should be a list.")
        for index in split[key]:
            assert_type(index, int, f"Each entry of '{key}' should be a plain int, a position in labels.")
        assert_equal(len(split[key]), wanted, f"Wrong number of positions in '{key}'.")


@pytest.mark.points(0.75)
@pytest.mark.hint("A quarter of each class of 40: what should Counter(labels[i] for i in valid) be?")
def test_balanced(student: Any) -> None:
    """Three classes of 40 items at a share of 0.25 give 10 validation items of each class."""
    labels = [0, 1, 2] * 40
    split = student.stratified_split(labels, 0.25, 3)
    assert_type(split, dict, "stratified_split should return a dictionary.")
    assert_equal(sorted(split), ["train", "valid"], "The keys should be 'train' and 'valid'.")
    assert_type(split["valid"], list, "The value of 'valid' should be a list.")
    assert_type(split["train"], list, "The value of 'train' should be a list.")
    assert set(split["valid"]) <= set(range(120)), "Some entries of 'valid' are no positions in labels."
    counts = Counter(labels[index] for index in split["valid"])
    assert_equal(dict(sorted(counts.items())), {0: 10, 1: 10, 2: 10}, "Validation items per class.")
    assert_equal(sorted(split["train"] + split["valid"]), list(range(120)), "All positions, from both lists.")
