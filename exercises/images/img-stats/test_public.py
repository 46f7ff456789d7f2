"""Pictures in one colour; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close

#: Two pictures of 2 by 2 pixels, each 0.2 in red, 0.4 in green, 0.6 in blue.
LEVELS = torch.tensor([0.2, 0.4, 0.6])
PLAIN = LEVELS[None, :, None, None].expand(2, 3, 2, 2)


@pytest.mark.points(0.5)
@pytest.mark.hint("Three channels have three means. Over which of the four axes does each mean run?")
def test_one_colour(student: Any) -> None:
    """Pictures in one colour have that colour as their mean, and no spread."""
    stats = student.channel_stats(PLAIN)
    assert_close(stats, {"mean": LEVELS, "std": torch.zeros(3)}, rtol=0, atol=1e-5)


@pytest.mark.points(0.5)
@pytest.mark.hint("0.75 is 0.25 above the mean of 0.5. How many stds of 0.25 is that?")
def test_one_std_above(student: Any) -> None:
    """Pixels one std above the mean become 1."""
    images = torch.full((1, 3, 2, 3), 0.75)
    mean, std = torch.full((3,), 0.5), torch.full((3,), 0.25)
    assert_close(student.normalize(images, mean, std), torch.ones(1, 3, 2, 3), rtol=1e-4, atol=1e-4)


@pytest.mark.points(0.25)
@pytest.mark.hint("Undo the two steps of normalising, the last one first.")
def test_and_back(student: Any) -> None:
    """A pixel of 1 is one std above the mean."""
    mean, std = torch.full((3,), 0.5), torch.full((3,), 0.25)
    images = student.denormalize(torch.ones(1, 3, 2, 3), mean, std)
    assert_close(images, torch.full((1, 3, 2, 3), 0.75), rtol=1e-4, atol=1e-4)
