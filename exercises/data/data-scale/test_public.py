"""Public checks of data-scale: the two columns of the prompt."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, assert_type

X_TRAIN = torch.tensor([[160.0, 1.0], [170.0, 2.0], [180.0, 3.0]])
X_VALID = torch.tensor([[190.0, 2.0], [170.0, 2.0]])


def prepared(student: Any) -> dict[str, torch.Tensor]:
    """Both parts, once they are tensors."""
    both = student.prepare(X_TRAIN, X_VALID)
    assert_type(both, dict, "prepare should return a dictionary.")
    assert_equal(sorted(both), ["train", "valid"], "The keys of the dictionary.")
    for key in both:
        assert_type(both[key], torch.Tensor, f"The value of '{key}' should be a tensor.")
    return both


@pytest.mark.points(0.75)
@pytest.mark.hint("Each column has a mean and a standard deviation of its own.")
def test_two_columns(student: Any) -> None:
    """Both training columns become -1, 0, 1, or these divided by 0.816 where n was used for n - 1."""
    train = prepared(student)["train"]
    column = torch.tensor([-1.0, 0.0, 1.0])
    # The middle row is 0 in any case; the rest says which of the two was used.
    by_n = torch.stack([column, column], 1) / (2 / 3) ** 0.5
    by_n_less_one = torch.stack([column, column], 1)
    closer = by_n if train.abs().max() > 1.1 else by_n_less_one
    assert_close(train, closer, rtol=0.01, atol=0.01, message="The training columns.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Is the row 170, 2 scaled with the same numbers in both sets?")
def test_same_row(student: Any) -> None:
    """The row 170, 2 becomes 0, 0 in the training data and in the validation data."""
    both = prepared(student)
    assert_close(both["train"][1], torch.zeros(2), rtol=0, atol=1e-4, message="In the training data.")
    assert_close(both["valid"][1], torch.zeros(2), rtol=0, atol=1e-4, message="In the validation data.")
