"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal

RED, BLACK, WHITE = [255, 0, 0], [0, 0, 0], [255, 255, 255]


@pytest.mark.points(0.5)
@pytest.mark.hint("The shape of a tensor is a tuple of four numbers here. Which letter does each one have?")
def test_nine_photos(student: Any) -> None:
    """Nine colour photos of 224 by 224 pixels are described."""
    sizes = student.describe(torch.zeros(9, 3, 224, 224, dtype=torch.uint8))
    assert_equal(sizes, {"batch": 9, "channels": 3, "height": 224, "width": 224})


@pytest.mark.points(0.5)
@pytest.mark.hint("Where is the red pixel in the example, and in which channels is the white one?")
def test_one_picture(student: Any) -> None:
    """A red, a white and two black pixels change their order and become numbers from 0 to 1."""
    picture = torch.tensor([[[RED, BLACK], [BLACK, WHITE]]], dtype=torch.uint8)
    channels = [[[255, 0], [0, 255]], [[0, 0], [0, 255]], [[0, 0], [0, 255]]]
    assert_equal(student.to_nchw(picture), torch.tensor([channels], dtype=torch.uint8))
    scaled = student.to_float01(torch.tensor([0, 255], dtype=torch.uint8))
    assert_close(scaled, torch.tensor([0.0, 1.0]), message="0 should become 0.0, and 255 should become 1.0.")


@pytest.mark.points(0.25)
@pytest.mark.hint("How many rows should come out for two pictures?")
def test_two_rows(student: Any) -> None:
    """Two grey pictures of four pixels become two rows of four numbers."""
    rows = student.flatten_images(torch.arange(8).reshape(2, 1, 2, 2))
    assert_equal(rows, torch.tensor([[0, 1, 2, 3], [4, 5, 6, 7]]))
