"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal

LOGITS = torch.tensor([[4.0, 1.0, 0.5], [0.2, 0.1, 3.0], [2.5, 2.0, 1.0]])


@pytest.mark.points(0.25)
@pytest.mark.hint(
    "Negative numbers in a slice count from the end. Which rows do you want, and which columns?"
)
def test_corner_of_nine(student: Any) -> None:
    """The bottom right corner of three rows and columns."""
    answer = student.corner(torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
    assert_equal(answer, torch.tensor([[5, 6], [8, 9]]), "The corner should hold 5, 6, 8 and 9.")


@pytest.mark.points(0.25)
@pytest.mark.hint("Only numbers below 0 change.")
def test_three_numbers(student: Any) -> None:
    """Of -1, 0 and 2.5 only the first becomes 0."""
    answer = student.relu_copy(torch.tensor([-1.0, 0.0, 2.5]))
    assert_close(answer, torch.tensor([0.0, 0.0, 2.5]), message="The result should be 0, 0 and 2.5.")


@pytest.mark.points(0.25)
@pytest.mark.hint("Which rows of the table of ones and zeros in the prompt are meant?")
def test_two_labels(student: Any) -> None:
    """A cat and a fish become two rows with a single 1."""
    answer = student.one_hot(torch.tensor([0, 2]), 3)
    wanted = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert_equal(answer, wanted, "The rows should be 1, 0, 0 and 0, 0, 1, in float32.")


@pytest.mark.points(0.25)
@pytest.mark.hint("One number per row is wanted: row 0 with label 0, row 1 with label 1, and so on.")
def test_three_scores(student: Any) -> None:
    """The right classes of the three photos got 4, 3 and 2.5."""
    answer = student.scores_of_correct(LOGITS, torch.tensor([0, 2, 0]))
    wanted = torch.tensor([4.0, 3.0, 2.5])
    assert_close(answer, wanted, message="The right classes got the scores 4, 3 and 2.5.")


@pytest.mark.points(0.25)
@pytest.mark.hint("Sort one row by hand, the highest score first. Which columns did the numbers come from?")
def test_two_best(student: Any) -> None:
    """The two best classes of three photos."""
    answer = student.top_k_classes(LOGITS, 2)
    wanted = torch.tensor([[0, 1], [2, 0], [0, 1]])
    assert_equal(
        answer, wanted, "Photos 0 and 2: cat, then dog. Photo 1: fish, then cat. The dtype is int64."
    )
