"""What the hidden checks share: pictures, the form of an answer, and right crops and frames."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from grader.checks import assert_type


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 4 to 9, all different and none of them 3, so that swapped axes cannot hide."""
    return [int(size) + 4 for size in torch.randperm(6, generator=rng)[:count]]


def photos(rng: torch.Generator, n: int, h: int, w: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Colour noise from 0 to 1."""
    return torch.rand(n, 3, h, w, generator=rng, dtype=dtype)


def batches(rng: torch.Generator) -> list[Tensor]:
    """All sizes 3 (there a wrong axis gives wrong numbers, no error), all different, one picture, float64."""
    n, h, w = sizes(rng, 3)
    oblong = [photos(rng, n, h, w), photos(rng, 1, w, h), photos(rng, n, h, h, dtype=torch.float64)]
    return [photos(rng, 3, 3, 3), *oblong]


def form(name: str, answer: Any, shape: tuple[int, ...], dtype: torch.dtype) -> str:
    """What is odd about the form of an answer, in one sentence; empty when it is right."""
    assert_type(answer, Tensor, f"{name} should return a tensor; check every way out of your function.")
    if answer.shape != shape:
        return f"{name}: your answer has shape {tuple(answer.shape)}, and {shape} was asked for."
    if answer.dtype != dtype:
        return f"{name}: your answer is {answer.dtype}, and {dtype} was asked for."
    return ""


def crops(images: Tensor, size: int) -> list[Tensor]:
    """All right middles: along an axis with an odd rest, one pixel more may go on either side."""
    tall, wide = images.shape[2] - size, images.shape[3] - size
    tops, lefts = {tall // 2, tall - tall // 2}, {wide // 2, wide - wide // 2}
    cut = [(top, left) for top in sorted(tops) for left in sorted(lefts)]
    return [images[:, :, top : top + size, left : left + size] for top, left in cut]


def framed(images: Tensor, width: int) -> Tensor:
    """The pictures with white wherever the nearest side is less than `width` pixels away."""
    height, breadth = images.shape[2:]
    down, right = torch.arange(height)[:, None], torch.arange(breadth)
    rows, columns = torch.minimum(down, height - 1 - down), torch.minimum(right, breadth - 1 - right)
    return torch.where(torch.minimum(rows, columns) < width, torch.ones((), dtype=images.dtype), images)
