"""The examples of the prompt, on one picture of 4 rows and 6 columns; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close

#: One picture: red grows to the right, green grows downwards, blue is 0.5 everywhere.
RED = (torch.arange(6.0) / 5).expand(4, 6)
GREEN = (torch.arange(4.0) / 3)[:, None].expand(4, 6)
BLUE = torch.full((4, 6), 0.5)
PICTURE = torch.stack([RED, GREEN, BLUE])[None]


@pytest.mark.points(0.5)
@pytest.mark.hint("What should the darkest red become, and what the brightest?")
def test_inverted(student: Any) -> None:
    """Dark becomes bright and bright becomes dark, in all three channels."""
    expected = torch.stack([1 - RED, 1 - GREEN, BLUE])[None]
    assert_close(student.invert(PICTURE), expected)


@pytest.mark.points(0.25)
@pytest.mark.hint("The red channel stays where it is and holds zeros. How many channels has your answer?")
def test_red_gone(student: Any) -> None:
    """The red channel is 0, the others are as before."""
    expected = torch.stack([torch.zeros(4, 6), GREEN, BLUE])[None]
    assert_close(student.drop_red(PICTURE), expected)


@pytest.mark.points(0.5)
@pytest.mark.hint("Draw the 4 by 6 pixels on paper, and colour the outermost ones.")
def test_frame_and_middle(student: Any) -> None:
    """A frame of one pixel on a black picture, and the size of a middle of 2 by 2 pixels."""
    framed = torch.ones(1, 3, 4, 6)
    framed[:, :, 1:3, 1:5] = 0
    assert_close(student.draw_border(torch.zeros(1, 3, 4, 6), 1), framed)
    assert_close(student.center_crop(torch.zeros(1, 3, 4, 6), 2), torch.zeros(1, 3, 2, 2))
