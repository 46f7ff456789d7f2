"""What the hidden checks of uat-relu share: random points, the right curve, and what a wrong curve is."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from grader.checks import assert_type, fail

KEYS = {"bias", "knots", "weights"}
#: Right answers differ by rounding alone: weights are slopes of at most about 20.
CLOSE = {torch.float32: 1e-4, torch.float64: 1e-9}


def integer(rng: torch.Generator, low: int, high: int) -> int:
    return int(torch.randint(low, high + 1, (), generator=rng))


def random(rng: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(shape, generator=rng, dtype=torch.float64).to(dtype)


def points(rng: torch.Generator, n: int, dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor]:
    """Points with uneven steps of 0.3 to 1.3, from left of 0; the first one is away from height 0."""
    steps = 0.3 + torch.rand(n, generator=rng, dtype=torch.float64)
    xs = steps.cumsum(0) - steps.sum() / 2
    ys = random(rng, n, dtype=torch.float64) * 2
    ys[0] = 1 + ys[0].abs()
    return xs.to(dtype), ys.to(dtype)


def between(rng: torch.Generator, xs: Tensor) -> Tensor:
    """One place inside each piece, and all points."""
    inside = torch.rand(len(xs) - 1, generator=rng, dtype=torch.float64).to(xs.dtype)
    return torch.cat([xs, xs[:-1] + (0.2 + 0.6 * inside) * xs.diff()])


def folded(xs: Tensor, ys: Tensor, x: Tensor) -> Tensor:
    """The right curve at x, by interpolation; flat on the left, straight on at the right."""
    far = xs[-1] + 1000
    height = ys[-1] + 1000 * (ys[-1] - ys[-2]) / (xs[-1] - xs[-2])
    knots, heights = torch.cat([xs, far[None]]).double(), torch.cat([ys, height[None]]).double()
    return torch.from_numpy(np.interp(x.double().numpy(), knots.numpy(), heights.numpy())).to(xs.dtype)


def curve(f: dict[str, Tensor], x: Tensor) -> Tensor:
    return f["bias"] + (f["weights"] * torch.relu(x[:, None] - f["knots"])).sum(1)


def expect_hinges(f: Any, dtype: torch.dtype) -> None:
    """A dict with a number and two rows of numbers, all tensors of this dtype."""
    assert_type(f, dict, "hinges should return a dict.")
    if set(f) != KEYS:
        fail("The dict should have the keys bias, knots and weights.")
    for name, value in f.items():
        assert_type(value, Tensor, f"{name} should be a tensor.")
        if value.dtype != dtype:
            lost = dtype == torch.float64 and value.dtype == torch.float32
            fail(f"The points are {dtype}, {name} is {value.dtype}.", "precision-lost" if lost else None)
    if f["bias"].shape != ():
        fail(f"bias should have shape (), and yours has shape {tuple(f['bias'].shape)}.")
    if f["knots"].dim() != 1 or f["knots"].shape != f["weights"].shape:
        shapes = f"{tuple(f['knots'].shape)} and {tuple(f['weights'].shape)}"
        fail(f"Each knot should have one weight; your knots and weights have shapes {shapes}.")


def wrong_curves(xs: Tensor, ys: Tensor, x: Tensor) -> dict[str, Tensor]:
    """Where known mistakes lead, whatever hinges they are made of."""
    slopes, bias, knots = ys.diff() / xs.diff(), ys[0], xs[:-1]
    weights = torch.cat([slopes[:1], slopes.diff()])
    even = ys.diff() / (xs[1] - xs[0])
    return {
        "slope-for-change": curve({"bias": bias, "knots": knots, "weights": slopes}, x),
        "bias-forgotten": curve({"bias": bias * 0, "knots": knots, "weights": weights}, x),
        "knots-shifted": curve({"bias": bias, "knots": xs[1:], "weights": weights}, x),
        "first-slope-lost": curve({"bias": bias, "knots": knots[1:], "weights": weights[1:]}, x),
        "even-spacing": curve(
            {"bias": bias, "knots": knots, "weights": torch.cat([even[:1], even.diff()])}, x
        ),
    }


def expect_curve(f: dict[str, Tensor], xs: Tensor, ys: Tensor, x: Tensor, said: str) -> None:
    """f is the right curve at x; a known mistake gets its name."""
    values, expected = curve(f, x), folded(xs, ys, x)
    off = ~torch.isclose(values, expected, rtol=CLOSE[xs.dtype], atol=CLOSE[xs.dtype])
    if not off.any():
        return
    close = [
        name
        for name, other in wrong_curves(xs, ys, x).items()
        if torch.allclose(values, other, rtol=CLOSE[xs.dtype], atol=CLOSE[xs.dtype])
    ]
    where = f"At {int(off.sum())} of {len(x)} places your curve is not right."
    fail(f"{said} {where}", close[0] if len(close) == 1 else None)


def expect_layer(pair: Any, W2: Tensor, W1: Tensor) -> tuple[Tensor, Tensor]:
    """A pair of tensors with the right shapes and dtype."""
    assert_type(pair, (tuple, list), "collapse should return a pair W, b.")
    if len(pair) != 2:
        fail(f"collapse should return two tensors, and {len(pair)} things came back.")
    wanted = ((len(W2), W1.shape[1]), (len(W2),))
    for name, one, shape in zip("Wb", pair, wanted, strict=True):
        assert_type(one, Tensor, f"{name} should be a tensor.")
        if one.shape != shape:
            flipped = name == "W" and one.shape == shape[::-1]
            fail(f"{name} has shape {tuple(one.shape)}.", "table-transposed" if flipped else None)
        if one.dtype != W1.dtype:
            fail(f"The layers are {W1.dtype}, your {name} is {one.dtype}.")
    return pair[0], pair[1]
