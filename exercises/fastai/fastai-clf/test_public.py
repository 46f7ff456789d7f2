"""Three shapes, twenty pictures of each; you can read and run these."""

from __future__ import annotations

import io
from typing import Any

import pytest
import torch
from PIL import Image, ImageDraw

from grader.checks import assert_equal, assert_type

NAMES = ("circle", "square", "triangle")


def png(name: str, rng: torch.Generator) -> bytes:
    """One shape, anywhere in a grey picture of 32 x 32."""
    side, left, top = (int(torch.randint(low, 17, (), generator=rng)) for low in (10, 0, 0))
    image = Image.new("L", (32, 32), 50)
    draw = ImageDraw.Draw(image)
    if name == "circle":
        draw.ellipse((left, top, left + side, top + side), fill=240)
    elif name == "square":
        draw.rectangle((left, top, left + side, top + side), fill=240)
    else:
        draw.polygon(((left, top + side), (left + side, top + side), (left + side / 2, top)), fill=240)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def shapes(rng: torch.Generator) -> dict[str, bytes]:
    """The files of the folder by their paths in it."""
    return {f"{name}/{number:03}.png": png(name, rng) for name in NAMES for number in range(20)}


@pytest.mark.points(1)
@pytest.mark.hint("Print dls.vocab. Which part of a file's path is its label?")
def test_shapes(student: Any, rng: torch.Generator) -> None:
    """60 pictures of three shapes: three classes, 48 pictures to learn from, 12 held back."""
    dls = student.make_dls(student.folder(shapes(rng)), 0.2, 1, 32, 8)
    vocab = list(student.items(dls.attr("vocab")))
    message = f"There are {len(vocab)} classes; the names of the three folders are asked for."
    assert_equal(vocab, list(NAMES), message)
    sizes = [dls.attr(part).length() for part in ("train_ds", "valid_ds")]
    assert_equal(
        sizes, [48, 12], f"There are {sizes[0]} pictures for training and {sizes[1]} for validation."
    )


@pytest.mark.points(1)
@pytest.mark.needs("shapes")
@pytest.mark.hint("What do you get for one path? And what is asked for?")
def test_form_of_predictions(student: Any, rng: torch.Generator) -> None:
    """A model for shapes is trained, and names the class of six pictures."""
    files = shapes(rng)
    folder = student.folder(files)
    learn = student.train(student.make_dls(folder, 0.2, 1, 32, 8))
    said = student.predict_files(learn, [f"{folder}/{name}" for name in list(files)[::10]])
    assert_type(said, list, "predict_files should return a list.")
    assert_equal(len(said), 6, f"For 6 paths you returned {len(said)} answers.")
    for name in said:
        assert_type(name, str, "Each answer should be the name of a class, a text.")
    assert set(said) <= set(NAMES), "Each answer should be one of the names circle, square and triangle."
