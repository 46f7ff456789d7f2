"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import assert_close, assert_type, fail


@pytest.mark.points(1)
@pytest.mark.hint(
    "p is 0.96. Compute its standard error, then go 1.96 of them to both sides, and stay below 1."
)
def test_96_of_100(student: Any) -> None:
    """The range around 96 of 100 reaches from about 0.9 to almost 1."""
    pair = student.accuracy_interval(96, 100)
    assert_type(pair, (tuple, list), "accuracy_interval should return a pair.")
    if len(pair) != 2:
        fail("accuracy_interval should return two numbers, low and high.")
    low, high = pair
    for end in pair:
        assert_type(end, float, "Both ends should be floats.")
    if not 0.8 < low < 0.96 < high <= 1:
        fail("The low end should be near 0.91 and the high end near 0.99, on both sides of 0.96.")


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "In how many ways can you draw 5 of 10 images? In how many of them are all 5 among the other 7?"
)
def test_three_of_ten(student: Any) -> None:
    """3 of 10 images belong to a class; half of the images miss it once in twelve times."""
    assert_close(student.p_class_missing(3, 10, 5), 1 / 12, rtol=1e-6, atol=1e-6)
