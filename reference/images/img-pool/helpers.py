"""What the hidden checks share: pictures, the form of an answer, and stacks of layers with what they see."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from grader.checks import assert_close, assert_type

Layers = list[dict[str, int]]


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 2 to 6, all different, so that swapped axes cannot hide."""
    return [int(size) + 2 for size in torch.randperm(5, generator=rng)[:count]]


def photos(rng: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Noise from -1 to 1: a maximum or a rest of zeros cannot pass for a mean."""
    return torch.rand(shape, generator=rng, dtype=dtype) * 2 - 1


def require_pooled(cases: list[tuple[Tensor, int]], answers: list[Any]) -> None:
    """Every answer is what torch's own pooling makes of its images."""
    for (images, k), answer in zip(cases, answers, strict=True):
        wanted = F.avg_pool2d(images, k)
        assert_type(answer, Tensor, "avg_pool should return a tensor; check every way out of your function.")
        setting = f"Images of shape {tuple(images.shape)} in blocks of {k} by {k}"
        said = f"{setting}: the form is right, but some means are not those of their blocks."
        if answer.shape != wanted.shape:
            said = f"{setting}: your answer has shape {tuple(answer.shape)}; {tuple(wanted.shape)} is wanted."
        elif answer.dtype != wanted.dtype:
            said = f"{setting}: the images are {images.dtype}, your answer is {answer.dtype}."
        assert_close(answer, wanted, rtol=1e-4, atol=1e-5, message=said)


def stack(rng: torch.Generator, depth: int, widest: int, longest: int) -> Layers:
    """Layers with random kernels up to `widest` and strides up to `longest`."""
    kernels = torch.randint(1, widest + 1, (depth,), generator=rng).tolist()
    strides = torch.randint(1, longest + 1, (depth,), generator=rng).tolist()
    return [{"kernel": kernel, "stride": stride} for kernel, stride in zip(kernels, strides, strict=True)]


def seen_by(layers: Layers) -> int:
    """The extent of the pixels that move one number of the last layer: where its gradient is not zero."""
    pixels = torch.zeros(1, 1, 700, dtype=torch.float64, requires_grad=True)
    row: Tensor = pixels
    for layer in layers:
        kernel = torch.ones(1, 1, layer["kernel"], dtype=torch.float64)
        row = F.conv1d(row, kernel, stride=layer["stride"])
    (gradient,) = torch.autograd.grad(row[0, 0, row.shape[2] // 2], pixels)
    moved = gradient[0, 0].nonzero().flatten()
    return int(moved[-1] - moved[0]) + 1
