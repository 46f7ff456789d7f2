"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close


@pytest.mark.points(0.5)
@pytest.mark.hint("Two moves: raise e to each score, then divide by the total.")
def test_one_vector(student: Any) -> None:
    """Three scores become three probabilities."""
    probabilities = student.softmax(torch.tensor([1.0, 2.0, 3.0]))
    expected = torch.tensor([0.09003057, 0.24472848, 0.66524094])
    assert_close(probabilities, expected, message="The scores 1, 2, 3 should become 0.090, 0.245, 0.665.")


@pytest.mark.points(0.5)
@pytest.mark.hint("What is the shape of the total, and which number should each row be divided by?")
def test_two_rows(student: Any) -> None:
    """Each row of a batch becomes its own probabilities."""
    probabilities = student.softmax(torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]))
    expected = torch.tensor([[0.09003057, 0.24472848, 0.66524094], [1 / 3, 1 / 3, 1 / 3]])
    assert_close(probabilities, expected, message="Each row should sum to 1, whatever the other rows hold.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Find the probability of the right class first. The loss is minus its logarithm.")
def test_loss_of_one_image(student: Any) -> None:
    """The loss of one picture is minus the logarithm of the right class's probability."""
    loss = student.cross_entropy(torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([1]))
    assert_close(loss, torch.tensor(1.4076059), message="The dog got 0.245, so the loss should be 1.4076.")
