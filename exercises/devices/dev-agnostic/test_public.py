"""The examples of the prompt, on the CPU; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, assert_type, fail


@pytest.mark.points(0.25)
@pytest.mark.hint("There is one question to ask torch, and its answer decides between two texts.")
def test_no_gpu(student: Any) -> None:
    """Without a GPU the best device is the CPU."""
    said = student.best_device.as_if(cuda=False)()
    assert_equal(said, "cpu", 'Where torch.cuda.is_available() says False, the text "cpu" should come back.')


@pytest.mark.points(0.5)
@pytest.mark.hint("Row 1 gets 1 more everywhere, row 2 gets 2 more. The mask says which rows count.")
def test_two_small_tensors(student: Any) -> None:
    """Positions are added, and two of three rows averaged."""
    added = student.add_position(torch.tensor([[0.5, 0.0], [0.5, 0.0], [0.5, 0.0]]))
    x, mask = torch.tensor([[1.0, 2.0], [3.0, 4.0], [50.0, 60.0]]), torch.tensor([True, True, False])
    mean = student.masked_mean(x, mask)
    expected = torch.tensor([[0.5, 0.0], [1.5, 1.0], [2.5, 2.0]])
    assert_close(added, expected, message="Row 0 should stay, row 1 get 1 more, row 2 get 2 more.")
    assert_close(mean, torch.tensor([2.0, 3.0]), message="The mean of the first two rows is [2, 3].")


@pytest.mark.points(0.5)
@pytest.mark.hint("At weights of zero both classes are equally likely: the loss is the logarithm of 2.")
def test_one_step(student: Any) -> None:
    """One step with one picture gives the loss and the weights of the prompt."""
    state = {"W": torch.zeros(2, 2), "b": torch.zeros(2)}
    out = student.step(state, torch.tensor([[1.0, 2.0]]), torch.tensor([0]), 0.5, "cpu")
    assert_type(out, dict, "step should return a dict.")
    if set(out) != {"state", "loss"}:
        fail("The dict of step should have the keys state and loss.")
    assert_type(out["loss"], float, "The loss should be a plain Python float.")
    assert_close(out["loss"], 0.6931472, rtol=0, atol=1e-4, message="The loss should be 0.6931.")
    expected = {"W": torch.tensor([[0.25, 0.5], [-0.25, -0.5]]), "b": torch.tensor([0.25, -0.25])}
    assert_close(out["state"], expected, message="W should become [[0.25, 0.5], [-0.25, -0.5]].")
