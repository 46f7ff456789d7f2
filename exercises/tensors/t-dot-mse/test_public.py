"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close


@pytest.mark.points(0.5)
@pytest.mark.hint("Multiply the numbers in pairs, then add the products up.")
def test_smoothie(student: Any) -> None:
    """The smoothie has 280 calories, with a loop and without."""
    w, x = torch.tensor([2.0, 3.0, 1.0]), torch.tensor([90.0, 20.0, 40.0])
    answers = [student.dot_loop(w, x), student.dot_ops(w, x)]
    for name, answer in zip(("dot_loop", "dot_ops"), answers, strict=True):
        assert_close(answer, torch.tensor(280.0), message=f"{name}: 180 + 60 + 40 should give 280.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Row 0 of W belongs to neuron 0. What is its dot product with the inputs, plus its bias?")
def test_two_neurons(student: Any) -> None:
    """Two neurons look at one example with three inputs."""
    W, b = torch.tensor([[1.0, 0.0, 2.0], [0.0, -1.0, 1.0]]), torch.tensor([10.0, 20.0])
    answer = student.linear(W, b, torch.tensor([1.0, 2.0, 3.0]))
    assert_close(answer, torch.tensor([17.0, 21.0]), message="The neurons should answer 7 + 10 and 1 + 20.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Take the differences first. What happens to each of them before the mean?")
def test_two_errors(student: Any) -> None:
    """Three predictions, one of them wrong by 3: MSE 3 and MAE 1."""
    pred, true = torch.tensor([4.0, 5.0, 7.0]), torch.tensor([1.0, 5.0, 7.0])
    answers = [student.mse(pred, true), student.mae(pred, true)]
    assert_close(answers[0], torch.tensor(3.0), message="MSE: the mean of 9, 0 and 0 should be 3.")
    assert_close(answers[1], torch.tensor(1.0), message="MAE: the mean of 3, 0 and 0 should be 1.")
