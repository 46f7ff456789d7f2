"""The examples of the prompt; you can read and run these."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal


@pytest.mark.points(0.6)
@pytest.mark.hint("One row per house, one column per bakery. Compute one entry by hand first.")
def test_houses_and_bakeries(student: Any) -> None:
    """Three houses and two bakeries make a table of 3 x 2 squared distances."""
    houses = torch.tensor([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    bakeries = torch.tensor([[0.0, 0.0], [1.0, 1.0]])
    table = student.pairwise_sq_dist(houses, bakeries)
    expected = torch.tensor([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]])
    assert_close(table, expected, message="The table of the prompt should come out, entry by entry.")


@pytest.mark.points(0.6)
@pytest.mark.hint("In the row of one point, where is the smallest number?")
def test_two_nearest(student: Any) -> None:
    """Each point finds the closest one."""
    points = torch.tensor([[1.0, 0.0], [8.0, 9.0]])
    targets = torch.tensor([[0.0, 0.0], [9.0, 9.0]])
    found = student.nearest(points, targets)
    message = (
        "The first point is closest to target 0, the second to target 1; whole numbers (int64) are wanted."
    )
    assert_equal(found, torch.tensor([0, 1]), message=message)
