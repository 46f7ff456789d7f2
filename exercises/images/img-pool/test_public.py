"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal


@pytest.mark.points(0.75)
@pytest.mark.hint("Which four numbers of the example belong to the block with the mean 20?")
def test_four_blocks(student: Any) -> None:
    """A picture of 4 by 4 pixels becomes the means of its four blocks."""
    rows = [[1.0, 3.0, 10.0, 20.0], [1.0, 3.0, 20.0, 30.0], [5.0, 5.0, 0.0, 0.0], [7.0, 7.0, 0.0, 0.0]]
    means = student.avg_pool(torch.tensor(rows).reshape(1, 1, 4, 4), 2)
    assert_close(means, torch.tensor([[[[2.0, 20.0], [6.0, 0.0]]]]))


@pytest.mark.points(0.5)
@pytest.mark.hint("Draw three rows of dots. Which dots of the lowest row do the three in the middle row see?")
def test_two_layers(student: Any) -> None:
    """Two layers with a kernel of 3 and a stride of 1 see five pixels."""
    assert_equal(student.receptive_field([{"kernel": 3, "stride": 1}, {"kernel": 3, "stride": 1}]), 5)
