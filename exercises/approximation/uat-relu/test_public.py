"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_type, fail


@pytest.mark.points(1)
@pytest.mark.hint(
    "Walk along the tent from left to right. By how much does its slope change at 0, and by how much at 1?"
)
def test_tent(student: Any) -> None:
    """The tent through (0, 0), (1, 1) and (2, 0)."""
    f = student.hinges(torch.tensor([0.0, 1.0, 2.0]), torch.tensor([0.0, 1.0, 0.0]))
    assert_type(f, dict, "hinges should return a dict.")
    if set(f) != {"bias", "knots", "weights"}:
        fail("The dict should have the keys bias, knots and weights.")
    assert_close(
        f["bias"], torch.tensor(0.0), message="bias should be a tensor of shape (), and 0 for the tent."
    )
    x = torch.tensor([0.0, 0.5, 1.0, 1.5, 2.0])
    values = f["bias"] + (f["weights"] * torch.relu(x[:, None] - f["knots"])).sum(1)
    expected = torch.tensor([0.0, 0.5, 1.0, 0.5, 0.0])
    assert_close(values, expected, message="At 0, 0.5, 1, 1.5 and 2 the tent is 0, 0.5, 1, 0.5 and 0.")


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "Put x = 0 through both layers, then x = 1. What do the two results tell you about b and W?"
)
def test_two_layers(student: Any) -> None:
    """Two small layers become one."""
    W1, b1 = torch.tensor([[1.0], [2.0]]), torch.tensor([0.0, 1.0])
    answer = student.collapse(W1, b1, torch.tensor([[3.0, 1.0]]), torch.tensor([4.0]))
    assert_close(answer, (torch.tensor([[5.0]]), torch.tensor([5.0])))
