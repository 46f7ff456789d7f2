"""What the hidden checks of data-scale share: tables, what is right, and what known mistakes make of them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from grader.checks import assert_type

ROWS = 400
#: n and n - 1 differ by 0.13 % at 400 rows.
TOLERANCE = {"rtol": 0.01, "atol": 0.004}


def table(rng: torch.Generator, rows: int = ROWS, dtype: torch.dtype = torch.float64) -> Tensor:
    """Five columns in random order whose means and spreads differ by orders of magnitude."""
    means = torch.tensor([0.0, 1000.0, 0.05, -3.0, 40.0], dtype=torch.float64)
    spreads = torch.tensor([1.0, 50.0, 0.02, 0.2, 6.0], dtype=torch.float64)
    order = torch.randperm(5, generator=rng)
    noise = torch.randn(rows, 5, generator=rng, dtype=torch.float64)
    return (noise * spreads[order] + means[order]).to(dtype)


def scaled(x: Tensor, x_train: Tensor) -> Tensor:
    """What is right, up to the choice between n and n - 1."""
    return (x - x_train.mean(0)) / x_train.std(0)


def moved(x: Tensor, rng: torch.Generator) -> Tensor:
    """Data of the same kind that are shifted by two spreads and half as wide."""
    sign = 1 - 2 * torch.randint(2, (x.shape[1],), generator=rng)
    return x.mean(0) + 2 * sign * x.std(0) + 0.5 * (x - x.mean(0))


def both_of(both: Any, x_train: Tensor, x_valid: Tensor) -> tuple[Tensor, Tensor]:
    """The two parts of what prepare returned, once their form is right."""
    assert_type(both, dict, "prepare should return a dictionary with the keys 'train' and 'valid'.")
    for key, x in (("train", x_train), ("valid", x_valid)):
        assert key in both, f"The dictionary has no key '{key}'."
        assert_type(both[key], Tensor, f"The value of '{key}' should be a tensor.")
        same = both[key].shape == x.shape
        assert same, f"'{key}' has the shape {tuple(both[key].shape)}; its data have {tuple(x.shape)}."
    return both["train"], both["valid"]


def known_columns(x: Tensor) -> dict[str, Tensor]:
    """What known mistakes make of training data, by the name of the mistake."""
    low, high = x.min(0).values, x.max(0).values
    shifted = x - x.mean(0)
    return {
        "one-scale-for-all": (x - x.mean()) / x.std(),
        "axis-confusion": ((x.T - x.mean(1)) / x.std(1)).T,
        "variance-for-std": shifted / x.var(0),
        "another-scaling": (x - low) / (high - low),
        "spread-kept": shifted,
    }


def known_shifts(x_valid: Tensor, x_train: Tensor) -> dict[str, Tensor]:
    """What known mistakes make of validation data, by the name of the mistake."""
    return {
        "scaled-by-itself": scaled(x_valid, x_valid),
        "valid-not-scaled": x_valid,
        "leak-statistics": scaled(x_valid, torch.cat([x_train, x_valid])),
    }


def same(answer: Any, known: Tensor) -> bool:
    """Whether an answer is about the same; rows may be few, so a std may be divided by n or n - 1."""
    if not isinstance(answer, Tensor) or answer.shape != known.shape:
        return False
    factors = [1.0, *(((n - 1) / n) ** sign for n in known.shape for sign in (0.5, -0.5) if n > 1)]
    return any(torch.allclose(answer.double(), known.double() * one, **TOLERANCE) for one in factors)


def seen(x: Any) -> str:
    """Means and spreads of scaled training data, in a sentence."""
    if not isinstance(x, Tensor) or x.dim() != 2 or not x.is_floating_point():
        return "apply_scaler should return a tensor of the shape of its data."
    far, odd = x.mean(0).abs().max(), (x.std(0) - 1).abs().max()
    return f"A training column has mean {far:.2g} and one has a std that is {odd:.2g} away from 1."
