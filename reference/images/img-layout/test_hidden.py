"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import assert_close, assert_equal, assert_type, fail


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 4 to 9, all different and none of them 3, so that swapped axes cannot hide."""
    return [int(size) + 4 for size in torch.randperm(6, generator=rng)[:count]]


def pictures(rng: torch.Generator, *shape: int) -> Tensor:
    """uint8 noise."""
    return torch.randint(256, shape, generator=rng).to(torch.uint8)


def floats(rng: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Float noise from 0 to 1."""
    return torch.rand(shape, generator=rng, dtype=dtype)


def form(name: str, answer: Any, shape: tuple[int, ...], dtype: torch.dtype) -> str:
    """What is odd about the form of an answer, in one sentence; empty when it is right."""
    assert_type(answer, Tensor, f"{name} should return a tensor; check every way out of your function.")
    if answer.shape != shape:
        return f"{name}: your answer has shape {tuple(answer.shape)}, and {shape} was asked for."
    if answer.dtype != dtype:
        return f"{name}: your answer is {answer.dtype}, and {dtype} was asked for."
    return ""


@pytest.mark.points(0.5)
@pytest.mark.hint("Print images.shape for pictures that are not square. Which number is the height?")
def test_describes(student: Any, rng: torch.Generator) -> None:
    """The four sizes are told by name, also for one picture, grey pictures and other dtypes."""
    n, h, w = sizes(rng, 3)
    cases = [floats(rng, n, 3, h, w), pictures(rng, 1, 3, w, h), floats(rng, h, 1, n, w, dtype=torch.float64)]
    answers = [student.describe(images) for images in cases]
    for images, answer in zip(cases, answers, strict=True):
        wanted = dict(zip(("batch", "channels", "height", "width"), images.shape, strict=True))
        assert_type(answer, dict, "describe should return a dict with four names.")
        plain = all(type(size) is int for size in answer.values())
        assert plain, "The values of the dict should be plain ints, not tensors or texts."
        message = f"Images of shape {tuple(images.shape)}: a name has the wrong number, or is missing."
        assert_equal(answer, wanted, message=message)


@pytest.mark.points(1.25)
@pytest.mark.hint(
    "Make a black picture of 2 rows and 3 columns with one red pixel. Where is it before, where after?"
)
def test_axes_moved(student: Any, rng: torch.Generator) -> None:
    """Every pixel keeps its row, its column and its colours when the axes move."""
    n, h, w = sizes(rng, 3)
    marked = torch.zeros(n, h, w, 3, dtype=torch.uint8)
    # Row and column differ and lie off every corner, so that no way of mixing brings the pixel back.
    marked[n - 2, 1, 2, 0] = 255
    shapes = [(3, 3, 3, 3), (n, h, w, 3), (n, h, h, 3), (1, h, w, 3), (n, h, w, 1)]
    cases = [
        marked,
        *(pictures(rng, *shape) for shape in shapes),
        floats(rng, n, w, h, 3, dtype=torch.float64),
    ]
    answers = [student.to_nchw(images) for images in cases]
    for images, answer in zip(cases, answers, strict=True):
        batch, height, width, channels = images.shape
        message = form("to_nchw", answer, (batch, channels, height, width), images.dtype)
        assert_equal(answer, torch.movedim(images, 3, 1), message=message or place(answers[0], n - 2))


def place(answer: Tensor, index: int) -> str:
    """Where the one marked pixel went, by the axes that are wrong."""
    at = tuple(answer.nonzero()[0].tolist()) if answer.any() else ()
    if at == (index, 0, 1, 2):
        return "The shape is right, but some pixels are at other places than before."
    axes = zip(("picture", "channel", "row", "column"), at, (index, 0, 1, 2), strict=False)
    moved = " and ".join(axis for axis, found, wanted in axes if found != wanted)
    return f"The shape is right, but a single red pixel is now in another {moved or 'place'}."


@pytest.mark.points(1)
@pytest.mark.hint(
    "What should 51 become, what 1, and what 255? Try a picture that holds nothing but 0 and 1."
)
def test_values_scaled(student: Any, rng: torch.Generator) -> None:
    """uint8 values from 0 to 255 become float32 values from 0.0 to 1.0."""
    n, h, w = sizes(rng, 3)
    every = torch.arange(256).to(torch.uint8)[torch.randperm(256, generator=rng)]
    dark = torch.randint(2, (n, 1, h, w), generator=rng).to(torch.uint8)
    cases = [pictures(rng, n, 3, h, w) // 2, dark, every, torch.full((h, w), 255, dtype=torch.uint8)]
    answers = [student.to_float01(images) for images in cases]
    for images, answer in zip(cases, answers, strict=True):
        message = form("to_float01", answer, tuple(images.shape), torch.float32)
        assert_close(
            answer, images.float() / 255, rtol=0, atol=1e-6, message=message or spread(answer, images)
        )


def spread(answer: Tensor, images: Tensor) -> str:
    """What the values of an answer of the right form look like."""
    if answer.max() > 1:
        return "Some of your values are above 1; white should be 1.0."
    if images.max() == 1:
        return "A dark uint8 picture with the values 0 and 1 did not become almost black."
    return "Some of your values are not the 255th part of what they were."


@pytest.mark.points(0.5)
@pytest.mark.hint("Which line of yours runs for a picture whose values lie between 0 and 1 already?")
@pytest.mark.needs("values_scaled")
def test_floats_stay(student: Any, rng: torch.Generator) -> None:
    """Pictures that hold floats from 0 to 1 come back with the same values and dtype."""
    n, h, w = sizes(rng, 3)
    cases = [floats(rng, n, 3, h, w), floats(rng, n, h, w, 3, dtype=torch.float64), floats(rng, h, w) / 300]
    answers = [student.to_float01(images) for images in cases]
    for images, answer in zip(cases, answers, strict=True):
        message = form("to_float01", answer, tuple(images.shape), images.dtype)
        assert_equal(answer, images, message=message or "Floats from 0 to 1 came back with other values.")


@pytest.mark.points(0.75)
@pytest.mark.hint("How many rows do you expect for five pictures? Which pixel should come second in a row?")
def test_rows(student: Any, rng: torch.Generator) -> None:
    """Each picture becomes one row, its channels one after the other."""
    n, h, w = sizes(rng, 3)
    cases = [pictures(rng, 3, 3, 3, 3), floats(rng, n, 3, h, w), pictures(rng, 1, 3, h, w)]
    cases += [floats(rng, n, 1, h, w, dtype=torch.float64), floats(rng, n, 3, 1, 1)]
    answers = [student.flatten_images(images) for images in cases]
    for images, answer in zip(cases, answers, strict=True):
        wanted = torch.stack([image.reshape(-1) for image in images])
        message = form("flatten_images", answer, tuple(wanted.shape), images.dtype)
        said = (
            f"Images of shape {tuple(images.shape)}: the form is right, but numbers stand in another order."
        )
        assert_equal(answer, wanted, message=message or said)


@pytest.mark.points(0.5)
@pytest.mark.hint("Which three steps lie between a picture file and a row of numbers, and in which order?")
@pytest.mark.needs("axes_moved", "values_scaled", "rows")
def test_prepares(student: Any, rng: torch.Generator) -> None:
    """Pictures as a file holds them become rows as a network wants them."""
    n, h, w = sizes(rng, 3)
    cases = [pictures(rng, *shape) for shape in ((n, h, w, 3), (1, h, h, 3), (n, h, w, 1))]
    answers = [student.prepare(images) for images in cases]
    # Several mistakes in a single step give these rows, too; the step's own answer tells them apart.
    student.to_nchw(cases[0])
    student.flatten_images(cases[0])
    for images, answer in zip(cases, answers, strict=True):
        wanted = torch.stack([image.permute(2, 0, 1).reshape(-1) for image in images]).float() / 255
        message = form("prepare", answer, tuple(wanted.shape), torch.float32)
        said = f"Images of shape {tuple(images.shape)} gave rows with other numbers, or in another order."
        assert_close(answer, wanted, rtol=0, atol=1e-6, message=message or said)


@pytest.mark.points(0.25)
@pytest.mark.hint(
    "Methods whose name ends in an underscore, and operators such as /=, write into the tensor."
)
@pytest.mark.needs("prepares", "floats_stay")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """The functions leave their inputs alone and answer the same twice."""
    n, h, w = sizes(rng, 3)
    files, ready = pictures(rng, n, h, w, 3), floats(rng, n, 3, h, w)
    asked = [(student.to_nchw, files), (student.to_float01, files), (student.to_float01, ready)]
    asked += [(student.flatten_images, ready), (student.describe, ready), (student.prepare, files)]
    first = [function.measure(images) for function, images in asked]
    again = [function(images) for function, images in asked]
    if any(measured.changed_args for measured in first):
        fail("The pictures you were given are different after a call.", "in-place-on-argument")
    if any(measured.rng_changed or measured.files for measured in first):
        fail("Your code used random numbers or left a file behind; nothing here needs that.")
    message = "A second call with the same pictures gave another answer."
    assert_equal(again, [measured.value for measured in first], message=message)
