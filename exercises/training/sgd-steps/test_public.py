"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, assert_type, fail


@pytest.mark.points(1)
@pytest.mark.hint(
    "At weights of zero all three classes are equally likely, so the first loss is log 3. What changes it?"
)
def test_two_batches(student: Any) -> None:
    """Two batches of one picture give the two losses of the prompt."""
    x = torch.tensor([[1.0, 0.0], [1.0, 1.0]])
    out = student.run_batches(x, torch.tensor([0, 1]), torch.zeros(3, 2), torch.zeros(3), 1.0, [[0], [1]])
    assert_type(out, dict, "run_batches should return a dict.")
    if set(out) != {"W", "b", "losses"}:
        fail("The dict should have the keys W, b and losses.")
    message = "The losses should be 1.0986 (three classes, equally likely) and 2.2395 (after one update)."
    assert_close(out["losses"], [1.0986123, 2.2395449], rtol=1e-3, atol=1e-4, message=message)


@pytest.mark.points(1)
@pytest.mark.hint("Ten pictures in batches of 4: how many batches make one epoch?")
def test_number_of_updates(student: Any) -> None:
    """Ten pictures, batches of 4, three epochs: 3 updates for GD, 9 for SGD."""
    x = torch.arange(20.0).reshape(10, 2) / 20
    out = student.compare(x, torch.tensor([0, 1] * 5), 3, 0.1, 4, 0)
    assert_type(out, dict, "compare should return a dict.")
    if set(out) != {"gd_loss", "sgd_loss", "gd_updates", "sgd_updates"}:
        fail("The dict should have the keys gd_loss, sgd_loss, gd_updates and sgd_updates.")
    message = "GD makes one update per epoch; SGD makes one for every batch, the smaller last one included."
    assert_equal([out["gd_updates"], out["sgd_updates"]], [3, 9], message)
