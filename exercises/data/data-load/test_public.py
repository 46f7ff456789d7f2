"""Public checks of data-load: the two pictures of the prompt."""

from __future__ import annotations

import io
from typing import Any

import pytest
import torch
from PIL import Image

from grader.checks import assert_close, assert_equal, assert_type

RED, BLUE = (200, 30, 40), (20, 60, 220)


def loaded(student: Any) -> torch.Tensor:
    """What load_images makes of a wide red PNG and a small blue JPEG."""
    files = {}
    for name, color, shape in (("red.png", RED, (24, 12)), ("blue.jpg", BLUE, (6, 6))):
        content = io.BytesIO()
        Image.new("RGB", shape, color).save(content, "JPEG" if name.endswith("jpg") else "PNG")
        files[name] = content.getvalue()
    folder = student.folder(files)
    images = student.load_images([f"{folder}/red.png", f"{folder}/blue.jpg"], 8)
    assert_type(images, torch.Tensor, "load_images should return a tensor.")
    return images


@pytest.mark.points(0.5)
@pytest.mark.hint("An array of a picture has the axes height, width, channel. Which order is asked for?")
def test_form(student: Any) -> None:
    """Two pictures become one uint8 tensor of shape (2, 3, 8, 8)."""
    images = loaded(student)
    assert_equal(tuple(images.shape), (2, 3, 8, 8), "The shape of the result.")
    assert_equal(images.dtype, torch.uint8, "The dtype of the result.")


@pytest.mark.points(1)
@pytest.mark.hint("Look at images[0, :, 4, 4]: red, green and blue of one pixel in the middle.")
def test_colours(student: Any) -> None:
    """The first picture is red all over, the second one blue."""
    images = loaded(student)
    for image, color in zip(images, (RED, BLUE), strict=True):
        wanted = torch.tensor(color)[:, None, None].expand(3, 8, 8)
        assert_close(image.int(), wanted.int(), rtol=0, atol=6, message="The colours of a picture.")
