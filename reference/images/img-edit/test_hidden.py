"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import assert_close, assert_equal, assert_raises, fail

from .helpers import batches, crops, form, framed, photos, sizes


def compare(name: str, inputs: list[Tensor], answers: list[Any], right: Callable[[Tensor], Tensor]) -> None:
    """Every answer is what `right` makes of its input."""
    for images, answer in zip(inputs, answers, strict=True):
        wanted = right(images)
        odd = form(name, answer, tuple(wanted.shape), images.dtype)
        said = f"{name}, pictures of shape {tuple(images.shape)}: the form is right, but pixels differ."
        assert_close(answer, wanted, rtol=0, atol=1e-6, message=odd or said)


@pytest.mark.points(0.5)
@pytest.mark.hint("The values lie between 0 and 1. What should 0.25 become?")
def test_inverts(student: Any, rng: torch.Generator) -> None:
    """Bright becomes dark; inverting twice brings the picture back."""
    cases = batches(rng)
    once = [student.invert(images) for images in cases]
    twice = [student.invert(images) for images in once]
    compare("invert", cases, once, lambda images: 1 - images)
    compare("invert of the inverted pictures", cases, twice, lambda images: images)


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "Four axes: picture, channel, row, column. Which one tells red from green, and at which place?"
)
def test_drops_red(student: Any, rng: torch.Generator) -> None:
    """Red is 0 in every picture and every pixel, green and blue are as before."""
    cases = batches(rng)
    answers = [student.drop_red(images) for images in cases]
    compare("drop_red", cases, answers, lambda images: images * torch.tensor([0, 1, 1])[:, None, None])


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "A grey picture still has a channel axis, of length 1. Which axis should the mean go along?"
)
def test_grays(student: Any, rng: torch.Generator) -> None:
    """Each pixel's grey is the mean of its three channels."""
    cases = batches(rng)
    answers = [student.to_gray(images) for images in cases]
    compare("to_gray", cases, answers, lambda images: (images[:, :1] + images[:, 1:2] + images[:, 2:]) / 3)


@pytest.mark.points(0.5)
@pytest.mark.hint("Put a mark in the top left corner of a picture. In which corner should it be afterwards?")
def test_mirrors(student: Any, rng: torch.Generator) -> None:
    """Left and right are swapped; mirroring twice brings the picture back."""
    cases = batches(rng)
    once = [student.hflip(images) for images in cases]
    twice = [student.hflip(images) for images in once]
    compare("hflip", cases, once, lambda images: images[..., torch.arange(images.shape[3]).flip(0)])
    compare("hflip of the mirrored pictures", cases, twice, lambda images: images)


@pytest.mark.points(0.75)
@pytest.mark.hint("How many rows are left over in all, and how many of them should go above the middle?")
def test_crops(student: Any, rng: torch.Generator) -> None:
    """The middle is cut out of pictures of any shape, for even and odd sizes."""
    n, h, w = sizes(rng, 3)
    even = [(photos(rng, n, h + 2 * k, h + 2), h) for k in (0, 3)]
    odd = [(photos(rng, n, h + 3, w + 8), h), (photos(rng, 1, w, h), 1)]
    whole = [(photos(rng, n, h, h), h), (photos(rng, n, w, 2 * w, dtype=torch.float64), w)]
    cases = even + odd + whole
    answers = [student.center_crop(images, size) for images, size in cases]
    for (images, size), answer in zip(cases, answers, strict=True):
        right = crops(images, size)
        if any(torch.equal(answer, one) for one in right if isinstance(answer, Tensor)):
            continue
        odd_form = form("center_crop", answer, tuple(right[0].shape), images.dtype)
        said = f"Pictures of shape {tuple(images.shape)}, size {size}: the form is right, the place is not."
        assert_equal(answer, right[0], message=odd_form or said)


@pytest.mark.points(0.75)
@pytest.mark.hint("Which pixels does your code paint for a width of 0, and is every side painted for 1?")
def test_borders(student: Any, rng: torch.Generator) -> None:
    """The frame has the right width on all four sides, also with a width of 0 and without an inside."""
    n, h, w = sizes(rng, 3)
    cases = [(photos(rng, n, h + 6, w + 6), width) for width in (2, 1, 0, 3)]
    cases += [(photos(rng, 1, 4, w + 3), 2), (photos(rng, n, h, h, dtype=torch.float64), 1)]
    answers = [student.draw_border(images, width) for images, width in cases]
    for (images, width), answer in zip(cases, answers, strict=True):
        odd_form = form("draw_border", answer, tuple(images.shape), images.dtype)
        said = f"Pictures of shape {tuple(images.shape)}, width {width}: right form, but pixels differ."
        assert_equal(answer, framed(images, width), message=odd_form or said)


@pytest.mark.points(0.25)
@pytest.mark.hint("All six functions need the same first line. What does 1 - x give for a uint8 x of 200?")
def test_uint8_refused(student: Any, rng: torch.Generator) -> None:
    """All six functions raise ValueError for uint8 pictures."""
    n, h, w = sizes(rng, 3)
    files = torch.randint(256, (n, 3, h, w), generator=rng).to(torch.uint8)
    calls: list[tuple[str, tuple[Any, ...]]] = [
        ("invert", ()),
        ("drop_red", ()),
        ("to_gray", ()),
        ("hflip", ()),
    ]
    calls += [("center_crop", (1,)), ("draw_border", (1,)), ("draw_border", (0,))]
    for name, numbers in calls:
        said = f"{name} should refuse uint8 pictures with a ValueError."
        assert_raises(student.get(name), files, *numbers, message=said)


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "Which of your lines writes into a tensor, and is that tensor a copy or a view of the caller's?"
)
@pytest.mark.needs("inverts", "drops_red", "grays", "mirrors", "crops", "borders")
def test_originals_kept(student: Any, rng: torch.Generator) -> None:
    """The pictures are the same after every edit, and so is the answer to a second call."""
    n, h, w = sizes(rng, 3)
    asked: list[tuple[Any, tuple[Any, ...]]] = []
    for function in (student.invert, student.drop_red, student.to_gray, student.hflip):
        asked.append((function, (photos(rng, n, h, w),)))
    asked.append((student.center_crop, (photos(rng, n, h, h + 2), h)))
    asked += [(student.draw_border, (photos(rng, n, h, w), width)) for width in (1, 0)]
    first = [function.measure(*args) for function, args in asked]
    again = [function(*args) for function, args in asked]
    changed = sum(bool(measured.changed_args) for measured in first)
    if changed:
        fail(
            f"After {changed} of {len(asked)} edits the caller's pictures had changed.",
            "in-place-on-argument",
        )
    if any(measured.rng_changed or measured.files for measured in first):
        fail("Your code used random numbers or left a file behind; nothing here needs that.")
    message = "A second call with the same pictures gave another answer."
    assert_equal(again, [measured.value for measured in first], message=message)
