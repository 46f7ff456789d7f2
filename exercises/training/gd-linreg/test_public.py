"""The example of the prompt; you can read and run it."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_type, fail


def example(student: Any) -> dict[str, Any]:
    x = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])
    out = student.fit(x, 2 * x, torch.tensor(0.0), torch.tensor(0.0), 0.1, 3)
    assert_type(out, dict, "fit should return a dict.")
    if set(out) != {"w", "b", "losses"}:
        fail("The dict should have the keys w, b and losses.")
    return dict(out)


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "The squared errors of the first line are 16, 4, 0, 4 and 16. What is their mean? And its derivative?"
)
def test_five_points(student: Any) -> None:
    """Three steps with five points move w from 0 to 1.568."""
    out = example(student)
    assert_close(
        out["w"], torch.tensor(1.568), rtol=1e-4, atol=1e-4, message="w should go 0, 0.8, 1.28, 1.568."
    )
    assert_close(out["b"], torch.tensor(0.0), rtol=1e-4, atol=1e-4, message="b should be 0 here.")


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "Which line is the first loss the loss of, the one before the first step or the one after it?"
)
def test_three_losses(student: Any) -> None:
    """There is a loss for each of the three steps, and the first is that of the line to start with."""
    losses = example(student)["losses"]
    assert_type(losses, list, "The losses should come as a list.")
    if len(losses) != 3:
        fail(f"Three steps should give three losses, and {len(losses)} came back.")
    assert_close(losses[0], 8.0, rtol=1e-4, atol=1e-4, message="The loss of the first line is 8.")
