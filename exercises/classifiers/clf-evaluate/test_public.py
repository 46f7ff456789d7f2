"""Public checks of clf-evaluate: the example of the prompt."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_type


def constant_model() -> dict[str, torch.Tensor]:
    """The state of a model that gives class 0 a score of 2, and every other class 0."""
    return {
        "1.weight": torch.zeros(24, 64),
        "1.bias": torch.zeros(24),
        "2.weight": torch.ones(24),
        "2.bias": torch.zeros(24),
        "2.running_mean": torch.zeros(24),
        "2.running_var": torch.ones(24),
        "2.num_batches_tracked": torch.tensor(0),
        "5.weight": torch.zeros(10, 24),
        "5.bias": torch.tensor([2.0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    }


@pytest.mark.points(0.5)
@pytest.mark.hint("Return a dictionary with the keys loss and accuracy.")
def test_form(student: Any) -> None:
    """The result is a dictionary with a loss and an accuracy."""
    result = student.evaluate(constant_model(), torch.zeros(4, 8, 8), torch.tensor([0, 0, 3, 0]), 4)
    assert_type(result, dict, "evaluate should return a dictionary.")
    assert sorted(result) == ["accuracy", "loss"], "The keys should be loss and accuracy."


@pytest.mark.points(1)
@pytest.mark.needs("form")
@pytest.mark.hint("The prompt computes this loss by hand. Which of the two losses in it do you get?")
def test_constant_model(student: Any) -> None:
    """A model that always says 0 gets three of four images right."""
    result = student.evaluate(constant_model(), torch.zeros(4, 8, 8), torch.tensor([0, 0, 3, 0]), 4)
    assert_close(float(result["loss"]), 1.2965, rtol=0, atol=1e-3, message="The loss of the example.")
    assert_close(float(result["accuracy"]), 0.75, rtol=0, atol=1e-4, message="The accuracy of the example.")
