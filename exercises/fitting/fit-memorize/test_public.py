"""Public checks of fit-memorize: the examples of the prompt, and a first small training."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from sklearn.datasets import load_digits

from grader.checks import assert_close, assert_equal, assert_type


@pytest.mark.points(0.75)
@pytest.mark.hint("Print the loss every twenty steps. Does it still fall when you stop?")
def test_64_digits(student: Any, rng: torch.Generator) -> None:
    """64 digits with labels from a die: the network knows at least 60 % of them by heart."""
    x = torch.tensor(load_digits().images[:64] / 16, dtype=torch.float32).flatten(1)
    y = torch.cat([torch.arange(10), torch.randint(10, (54,), generator=rng)])
    result = student.memorize(x, y, 0)
    assert_type(result, dict, "memorize should return a dictionary.")
    assert sorted(result) == ["state", "train_acc"], "The keys should be state and train_acc."
    state = result["state"]
    assert_type(state, dict, "The state should be a dictionary.")
    assert sorted(state) == ["W1", "W2", "b1", "b2"], "The state should hold W1, b1, W2 and b2."
    scores = (x @ state["W1"].T + state["b1"]).relu() @ state["W2"].T + state["b2"]
    share = float((scores.argmax(1) == y).double().mean())
    assert share >= 0.6, f"Your network knows {share:.0%} of the labels; at least 60 % are asked for here."


@pytest.mark.points(0.5)
@pytest.mark.hint("Write down the two probabilities of each of the three rows.")
def test_examples(student: Any) -> None:
    """The two examples at the end of the prompt."""
    state = {"W1": torch.eye(2), "b1": torch.zeros(2), "W2": torch.eye(2), "b2": torch.zeros(2)}
    x = torch.tensor([[1.0, 0.0], [0.0, 3.0], [2.0, 0.0]])
    rows = student.exposed(state, x, torch.tensor([0, 1, 1]), 0.9)
    assert_equal(rows, [1], "Only row 1 gives its own label a probability of at least 0.9.")
    assert_close(student.gap(0.75, 0.5), 0.25, message="The gap between 0.75 and 0.5.")
