"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import Handle, assert_equal, assert_type


@pytest.mark.points(0.25)
@pytest.mark.hint("A letter can tell you itself whether it is a capital: look at the methods of str.")
def test_cat_and_dog(student: Any) -> None:
    """Abyssinian_12.jpg is a cat, beagle_7.jpg is a dog."""
    answers = [student.is_cat("Abyssinian_12.jpg"), student.is_cat("beagle_7.jpg")]
    assert_equal(answers, [True, False], "The first should be True, the second False.")


@pytest.mark.points(0.25)
@pytest.mark.hint("Where in the name does the label end? Which method of str cuts a text there?")
def test_two_labels(student: Any) -> None:
    """The labels of two photos."""
    answers = [student.label_of("beagle_7.jpg"), student.label_of("Abyssinian_12.jpg")]
    assert_equal(answers, ["beagle", "Abyssinian"], "The labels should be 'beagle' and 'Abyssinian'.")


@pytest.mark.points(0.25)
@pytest.mark.hint("For the dict: what has to happen when a label comes for the first time, and what later?")
def test_dict_and_list(student: Any) -> None:
    """Two beagles and a pug are counted; the odd numbers of four are doubled."""
    counts = student.count_labels(["beagle_7.jpg", "pug_1.jpg", "beagle_2.jpg"])
    doubled = student.odd_doubled([2, 3, 6, 7])
    if not isinstance(counts, Handle):
        assert_type(counts, dict, "count_labels should return a dict.")
    # A dict of another kind, such as a Counter, is as good.
    counted = {label: student.item(counts, label) for label in student.items(counts)}
    assert_equal(counted, {"beagle": 2, "pug": 1}, "There are two beagles and one pug.")
    assert_equal(doubled, [6, 14], "3 and 7 are odd, so the list should be [6, 14].")
