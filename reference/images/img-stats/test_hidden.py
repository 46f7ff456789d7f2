"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import assert_close, assert_type, fail


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 3 to 9, all different, so that swapped axes cannot hide."""
    return [int(size) + 3 for size in torch.randperm(7, generator=rng)[:count]]


def photos(rng: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Noise whose level and spread differ from channel to channel and from picture to picture."""
    n, c = shape[:2]
    level = torch.rand(n, c, 1, 1, generator=rng, dtype=dtype) * 2
    spread = 0.2 + torch.rand(n, c, 1, 1, generator=rng, dtype=dtype)
    return level + spread * torch.rand(shape, generator=rng, dtype=dtype)


def batches(rng: torch.Generator) -> list[Tensor]:
    """All sizes 4, all different, as many channels as columns, as rows, one picture, one channel."""
    n, c, h, w = sizes(rng, 4)
    shapes = [(4, 4, 4, 4), (n, c, h, w), (n, c, h, c), (n, c, c, w), (1, c, h, w), (n, 1, h, w)]
    return [photos(rng, *shape) for shape in shapes]


def drawn(rng: torch.Generator, images: Tensor) -> tuple[Tensor, Tensor]:
    """A mean and a std for each channel that are not those of the images."""
    c = images.shape[1]
    return (torch.rand(2, c, generator=rng, dtype=images.dtype) + torch.tensor([[0.0], [0.3]])).unbind()


def by_channel(images: Tensor) -> Tensor:
    """All pixels of each channel in one row, float64."""
    return images.double().movedim(1, 0).flatten(1)


def form(name: str, answer: Any, shape: tuple[int, ...], dtype: torch.dtype) -> str:
    """What is odd about the form of an answer, in one sentence; empty when it is right."""
    assert_type(answer, Tensor, f"{name} should be a tensor.")
    if answer.shape != shape:
        return f"{name}: yours has shape {tuple(answer.shape)}, and {shape} was asked for."
    if answer.dtype != dtype:
        return f"{name}: yours is {answer.dtype}, and {dtype} was asked for."
    return "" if answer.isfinite().all() else f"{name}: some of your numbers are inf or nan."


def part(stats: Any, name: str) -> Any:
    """One of the two entries of the student's dict."""
    assert_type(stats, dict, "channel_stats should return a dict.")
    keys = (
        f"channel_stats should return a dict with the keys 'mean' and 'std' and no other; `{name}` was read."
    )
    assert set(stats) == {"mean", "std"}, keys
    return stats[name]


@pytest.mark.points(1)
@pytest.mark.hint("A mean makes axes go away. Which ones, so that only the channels are left?")
def test_means(student: Any, rng: torch.Generator) -> None:
    """Each channel has one mean, over all pixels of all pictures."""
    cases = batches(rng)
    answers = [student.channel_stats(images) for images in cases]
    for images, stats in zip(cases, answers, strict=True):
        wanted = by_channel(images).mean(1).float()
        odd = form("The mean", part(stats, "mean"), tuple(wanted.shape), images.dtype)
        said = f"Images of shape {tuple(images.shape)}: the means have the right shape, but other values."
        assert_close(stats["mean"], wanted, rtol=1e-4, atol=1e-5, message=odd or said)


@pytest.mark.points(1)
@pytest.mark.hint(
    "Put all pixels of a channel, of all pictures, into one row. How far are they from their mean?"
)
@pytest.mark.needs("means")
def test_spreads(student: Any, rng: torch.Generator) -> None:
    """Each channel has one std, over all pixels of all pictures."""
    cases = [*batches(rng), photos(rng, 1, 5, 2, 2), photos(rng, 4, 5, 1, 1)]
    answers = [student.channel_stats(images) for images in cases]
    for images, stats in zip(cases, answers, strict=True):
        found, pixels = part(stats, "std"), by_channel(images)
        odd = form("The std", found, (len(pixels),), images.dtype)
        said = f"Images of shape {tuple(images.shape)}: the stds have the right shape, but other values."
        one_less, all_of_them = (pixels.std(1, correction=less).float() for less in (1, 0))
        if not odd and torch.allclose(found, all_of_them, rtol=1e-4, atol=1e-5):
            continue
        assert_close(found, one_less, rtol=1e-4, atol=1e-5, message=odd or said)


@pytest.mark.points(1)
@pytest.mark.hint(
    "Which axis of the images does a mean of shape (c,) meet when you subtract it? Write both shapes."
)
def test_normalizes(student: Any, rng: torch.Generator) -> None:
    """The given mean and std of a channel are used for all of its pixels."""
    cases = [(images, *drawn(rng, images)) for images in batches(rng)]
    answers = [student.normalize(*case) for case in cases]
    for (images, mean, std), answer in zip(cases, answers, strict=True):
        wanted = ((by_channel(images) - mean[:, None]) / std[:, None]).float()
        compare("The normalised batch", images, answer, wanted)


@pytest.mark.points(0.5)
@pytest.mark.hint("First minus, then divided. In which order are two steps undone?")
def test_denormalizes(student: Any, rng: torch.Generator) -> None:
    """The way back uses the given mean and std, too."""
    cases = [(images, *drawn(rng, images)) for images in batches(rng)]
    answers = [student.denormalize(*case) for case in cases]
    for (images, mean, std), answer in zip(cases, answers, strict=True):
        wanted = (by_channel(images) * std[:, None] + mean[:, None]).float()
        compare("The denormalised batch", images, answer, wanted)


def compare(name: str, images: Tensor, answer: Any, wanted: Tensor) -> None:
    """An answer of the images' shape, against rows of pixels per channel."""
    odd = form(name, answer, tuple(images.shape), images.dtype)
    said = f"{name} for images of shape {tuple(images.shape)}: the form is right, but pixels differ."
    n, c, h, w = images.shape
    right = wanted.reshape(c, n, h, w).movedim(0, 1).to(images.dtype)
    assert_close(answer, right, rtol=2e-4, atol=1e-4, message=odd or said)


@pytest.mark.points(0.25)
@pytest.mark.hint("Measure the normalised batch with your own channel_stats. What do you expect to see?")
@pytest.mark.needs("spreads", "normalizes", "denormalizes")
def test_there_and_back(student: Any, rng: torch.Generator) -> None:
    """With its own statistics a batch gets mean 0 and std 1, and comes back as it was."""
    n, c, h, w = sizes(rng, 4)
    images = photos(rng, n, c, h + 6, w + 6)
    stats = student.channel_stats(images)
    there = student.normalize(images, stats["mean"], stats["std"])
    back = student.denormalize(there, stats["mean"], stats["std"])
    pixels = by_channel(there)
    assert_close(pixels.mean(1), torch.zeros(c).double(), rtol=0, atol=1e-3, message="The means are not 0.")
    assert_close(pixels.std(1), torch.ones(c).double(), rtol=0, atol=1e-2, message="The stds are not 1.")
    assert_close(back, images, rtol=2e-4, atol=2e-4, message="The batch did not come back as it was.")


@pytest.mark.points(0.5)
@pytest.mark.hint("What do 0 / 0 and 0.1 / 0 give for tensors? Which std leads there?")
@pytest.mark.needs("normalizes")
def test_no_spread(student: Any, rng: torch.Generator) -> None:
    """A channel whose std is 0 gives finite numbers, and the other channels are as always."""
    n, c, h, w = sizes(rng, 4)
    images = photos(rng, n, c, h, w)
    images[:, 1] = 0.5
    mean, std = drawn(rng, images)
    mean[1], std[1] = 0.5, 0
    # A channel of another batch may have spread where the training pictures had none.
    moved = images + 0.25
    answers = [student.normalize(case, mean, std) for case in (images, moved)]
    others = [channel for channel in range(c) if channel != 1]
    for case, answer in zip((images, moved), answers, strict=True):
        odd = form("A batch with one std of 0", answer, tuple(case.shape), case.dtype)
        assert not odd, odd
        compare("The other channels", case[:, others], answer[:, others], standard(case, mean, std)[others])


def standard(images: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """The normalised pixels of each channel, in one row."""
    return ((by_channel(images) - mean[:, None]) / std[:, None]).float()


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "Operators such as -= and /= write into the tensor itself. And which line could change the dtype?"
)
@pytest.mark.needs("spreads", "normalizes", "denormalizes")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """Inputs stay as they were, float64 stays float64, and a second answer is like the first."""
    images = photos(rng, *sizes(rng, 4), dtype=torch.float64) + 10
    mean, std = drawn(rng, images)
    asked = [(student.channel_stats, (images,)), (student.normalize, (images, mean, std))]
    asked.append((student.denormalize, (images, mean, std)))
    first = [function.measure(*args) for function, args in asked]
    again = [function(*args) for function, args in asked]
    if any(measured.changed_args for measured in first):
        fail("The tensors you were given are different after a call.", "in-place-on-argument")
    if any(measured.rng_changed or measured.files for measured in first):
        fail("Your code used random numbers or left a file behind; nothing here needs that.")
    stats, there, back = (measured.value for measured in first)
    answers = [part(stats, "mean"), part(stats, "std"), there, back]
    if any(getattr(answer, "dtype", None) == torch.float32 for answer in answers):
        fail("The images were float64, and float32 came back.", "precision-lost")
    precise = "The images were float64, but fewer digits of the means are right. Where are they lost?"
    assert_close(stats["mean"], by_channel(images).mean(1), rtol=1e-10, atol=1e-10, message=precise)
    assert_close(
        again, [stats, there, back], message="A second call with the same batch gave another answer."
    )
