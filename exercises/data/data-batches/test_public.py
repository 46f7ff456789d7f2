"""Public checks of data-batches: the examples of the prompt."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, assert_type


@pytest.mark.points(0.75)
@pytest.mark.hint("Shuffle 0 .. 9, then cut after every 4 indices. What is left over is a batch, too.")
def test_ten_cards(student: Any) -> None:
    """Ten items in batches of 4 give batches of 4, 4 and 2, in 3 steps, with each index once."""
    batches = student.epoch_batches(10, 4, 0, 0)
    assert_type(batches, list, "epoch_batches should return a list of lists.")
    for batch in batches:
        assert_type(batch, list, "Each batch should be a list of indices.")
        for index in batch:
            assert_type(index, int, "Each index should be a plain int.")
    assert_equal([len(batch) for batch in batches], [4, 4, 2], "The sizes of the batches.")
    assert_equal(sorted(index for batch in batches for index in batch), list(range(10)), "All indices.")
    assert_equal(student.steps_per_epoch(10, 4), 3, "The number of steps.")


@pytest.mark.points(0.75)
@pytest.mark.hint("Convert the picture to float32 and the label to int64 before you return them.")
def test_one_picture(student: Any) -> None:
    """The example picture comes back scaled, with its label, and in a batch of one."""
    x = torch.tensor([[[0, 51, 255], [102, 0, 0]]], dtype=torch.uint8)
    ds = student.TensorImages(x, torch.tensor([7]), "scale")
    item = student.item(ds, 0)
    assert_type(item, tuple, "ds[0] should be a tuple (image, label).")
    assert_equal(len(item), 2, "ds[0] should have two parts.")
    image, label = item
    assert_close(image, torch.tensor([[0.0, 0.2, 1.0], [0.4, 0.0, 0.0]]), message="The scaled picture.")
    assert_equal(label, torch.tensor(7), "The label.")
    assert_equal(student.length(ds), 1, "The number of pictures.")
    batches = student.items(student.make_loader(ds, 4, False, 0), limit=2)
    assert_equal([list(batch) for batch in batches], [[image[None], torch.tensor([7])]], "The only batch.")
