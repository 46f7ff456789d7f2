"""What the hidden checks of clf-similarity share: images with a clear answer, and the right answers."""

from __future__ import annotations

from typing import Any

import torch
from sklearn.datasets import load_digits
from torch import Tensor

from grader.checks import assert_type


def integer(rng: torch.Generator, low: int, high: int) -> int:
    return int(torch.randint(low, high + 1, (), generator=rng))


def pixels(rng: torch.Generator, *shape: int) -> Tensor:
    """Whole numbers from 0 to 255 as uint8, with a few very bright ones, so that L1 and L2 disagree."""
    bright = torch.rand(shape, generator=rng) < 0.2
    return torch.where(
        bright,
        torch.randint(160, 256, shape, generator=rng),
        torch.randint(0, 90, shape, generator=rng),
    ).to(torch.uint8)


def labels(rng: torch.Generator, counts: list[int]) -> Tensor:
    """So many labels of each class, in random order."""
    ordered = torch.arange(len(counts)).repeat_interleave(torch.tensor(counts))
    return ordered[torch.randperm(len(ordered), generator=rng)]


def true_means(x: Tensor, y: Tensor, n: int) -> Tensor:
    """The mean images in float64."""
    return torch.stack([x[y == kind].double().mean(0) for kind in range(n)])


def distances(x: Tensor, means: Tensor, kind: str) -> Tensor:
    """All differences in float64; those to a class without images are infinite."""
    gap = (x.double()[:, None] - means.double()[None]).flatten(2)
    found = gap.abs().mean(2) if kind == "l1" else gap.square().mean(2)
    return found.nan_to_num(nan=torch.inf)


def clear(x: Tensor, means: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The images whose class no rounding can change, and their classes by L1 and by L2."""
    found = [distances(x, means, kind).sort(1) for kind in ("l1", "l2")]
    far = [two.values[:, 1] > 1.03 * two.values[:, 0] for two in found]
    keep = far[0] & far[1]
    return x[keep], found[0].indices[keep, 0], found[1].indices[keep, 0]


def puzzle(rng: torch.Generator, means: Tensor, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """uint8 images with their classes by L1 and by L2; in half of them the two differ."""
    x, by_l1, by_l2 = clear(pixels(rng, 3000, *means.shape[1:]), means)
    differ = by_l1 != by_l2
    chosen = torch.cat([differ.nonzero()[: count // 2, 0], (~differ).nonzero()[: count - count // 2, 0]])
    chosen = chosen[torch.randperm(len(chosen), generator=rng)]
    return x[chosen], by_l1[chosen], by_l2[chosen]


def digits(rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """All digits in random order as uint8 from 0 to 240, and their classes."""
    data = load_digits()
    order = torch.randperm(len(data.target), generator=rng)
    return torch.tensor(data.images * 15).to(torch.uint8)[order], torch.tensor(data.target).long()[order]


def seen_means(means: Any, n: int, shape: tuple[int, ...]) -> str:
    """What the mean images look like, in one sentence."""
    assert_type(means, Tensor, "mean_images should return a tensor.")
    if means.shape != (n, *shape):
        said = f"{n} classes of images with shape {shape}: your means have shape {tuple(means.shape)}."
        return f"{said} One image for each class is wanted."
    return "Your means have the right shape, but other values or another dtype."


def seen_classes(classes: Any, expected: Tensor) -> str:
    """How many predictions are wrong, in one sentence."""
    assert_type(classes, Tensor, "predict should return a tensor.")
    if classes.shape != expected.shape:
        return f"{len(expected)} images: your predictions have shape {tuple(classes.shape)}."
    if classes.dtype != torch.int64:
        return f"The predictions should be int64; yours are {classes.dtype}."
    return f"{int((classes != expected).sum())} of {len(expected)} images got another class than the nearest."
