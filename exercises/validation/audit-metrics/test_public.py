"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal


@pytest.mark.points(1)
@pytest.mark.hint(
    "Go through the six people one by one: which row and which column does each of them belong to?"
)
def test_two_classes(student: Any) -> None:
    """Six people and two classes: the table, and the recall of each class."""
    cm = torch.tensor([[3, 1], [0, 2]])
    true, pred = torch.tensor([0, 0, 0, 0, 1, 1]), torch.tensor([0, 0, 0, 1, 1, 1])
    assert_equal(
        student.confusion(true, pred, 2), cm, "Of class 0, three were called 0 and one was called 1."
    )
    recalls = student.per_class_recall(cm)
    assert_close(
        recalls, [0.75, 1.0], message="Three of four things of class 0 were recognised, and two of two."
    )


@pytest.mark.points(0.5)
@pytest.mark.hint("Count the votes for each label. Does one label have more than every other?")
def test_votes(student: Any) -> None:
    """Three of four votes make a majority, one of two does not."""
    expected = [{"label": "cat", "agreement": 0.75}, {"label": None, "agreement": 0.5}]
    assert_close(student.majority([["cat", "dog", "cat", "cat"], ["cat", "dog"]]), expected)
