"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close


@pytest.mark.points(0.5)
@pytest.mark.hint("Hold x2 still and turn x1 a little: how far does f move? Then the other way round.")
def test_formula(student: Any) -> None:
    """At the point (1, 2) the derivatives are 2 and 4."""
    answer = student.grads_f(1.0, 2.0)
    assert_close(answer, (2.0, 4.0), rtol=1e-4, atol=1e-4, message="The answer should be (2.0, 4.0).")


@pytest.mark.points(0.5)
@pytest.mark.hint("Both predictions are too low. In which direction does the loss move when w and b grow?")
def test_two_examples(student: Any) -> None:
    """A line through two examples: -8 for the weight, -5 for the bias."""
    x, y = torch.tensor([[1.0], [2.0]]), torch.tensor([3.0, 5.0])
    answer = student.mse_grads(x, y, torch.tensor([1.0]), torch.tensor(0.0))
    wanted = {"w": torch.tensor([-8.0]), "b": torch.tensor(-5.0)}
    assert_close(answer, wanted, rtol=1e-4, atol=1e-4, message="The gradients should be -8 and -5.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Follow the chain backwards: from the loss to the prediction, to the hidden layer, to w1.")
def test_small_network(student: Any) -> None:
    """A network with two hidden neurons and one example."""
    w1, w2 = torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([3.0, 4.0])
    answer = student.two_layer_grad(torch.tensor([[1.0, 2.0]]), w1, w2, torch.tensor([9.0]))
    wanted = {"w1": torch.tensor([[12.0, 24.0], [16.0, 32.0]]), "w2": torch.tensor([4.0, 8.0])}
    message = "w1 should get 12 and 24 in its first row, 16 and 32 in its second, and w2 should get 4 and 8."
    assert_close(answer, wanted, rtol=1e-4, atol=1e-4, message=message)
