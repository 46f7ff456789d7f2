"""The most similar class: one mean image per class, all differences by broadcasting."""

from __future__ import annotations

import torch


def mean_images(x: torch.Tensor, y: torch.Tensor, n: int) -> torch.Tensor:
    """The mean image of each class; the mean of no images is nan by itself."""
    pixels = x if x.is_floating_point() else x.float()
    return torch.stack([pixels[y == kind].mean(0) for kind in range(n)])


def predict(x: torch.Tensor, means: torch.Tensor, kind: str) -> torch.Tensor:
    """The class with the smallest difference; a difference to nan counts as infinite."""
    if kind not in ("l1", "l2"):
        raise ValueError(f"There is no distance {kind!r}; use 'l1' or 'l2'.")
    differences = (x[:, None].float() - means).flatten(2)
    each = differences.abs() if kind == "l1" else differences.square()
    return each.sum(2).nan_to_num(nan=torch.inf).argmin(1)


def accuracy(pred: torch.Tensor, y: torch.Tensor) -> float:
    """The mean of ones and zeros is the share of ones."""
    return (pred == y).double().mean().item()
