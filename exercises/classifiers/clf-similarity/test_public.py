"""Public checks of clf-similarity: the examples of the prompt."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal

IMAGES = torch.tensor([[[0, 10]], [[0, 20]], [[200, 0]]], dtype=torch.uint8)


@pytest.mark.points(0.5)
@pytest.mark.hint("Take the images of class 0 alone. What is their mean, pixel by pixel?")
def test_two_classes(student: Any) -> None:
    """Two images of class 0 and one of class 1 give two mean images."""
    means = student.mean_images(IMAGES, torch.tensor([0, 0, 1]), 2)
    assert_close(means, torch.tensor([[[0.0, 15.0]], [[200.0, 0.0]]]), message="The two mean images.")


@pytest.mark.points(0.5)
@pytest.mark.hint("How far is the first image from each of the two mean images?")
def test_three_images(student: Any) -> None:
    """Each of the three images is given the class whose mean image is most like it."""
    means = torch.tensor([[[0.0, 15.0]], [[200.0, 0.0]]])
    assert_equal(student.predict(IMAGES, means, "l1"), torch.tensor([0, 0, 1]), "The predicted classes.")


@pytest.mark.points(0.25)
@pytest.mark.hint("Two of three are right.")
def test_two_of_three(student: Any) -> None:
    """Two right answers out of three are an accuracy of two thirds."""
    share = student.accuracy(torch.tensor([0, 0, 1]), torch.tensor([0, 1, 1]))
    assert_close(float(share), 2 / 3, rtol=1e-4, atol=1e-4, message="The share of right answers.")
