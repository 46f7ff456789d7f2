"""misconception: nan-in-comparison

A class without images was chosen. Its mean is 0/0, so its distances are nan, and the search for the
smallest number stops at nan. What should the distance to a class be that nobody has seen?
"""

from __future__ import annotations

import torch


def mean_images(x: torch.Tensor, y: torch.Tensor, n: int) -> torch.Tensor:
    pixels = x if x.is_floating_point() else x.float()
    return torch.stack([pixels[y == kind].mean(0) for kind in range(n)])


def predict(x: torch.Tensor, means: torch.Tensor, kind: str) -> torch.Tensor:
    if kind not in ("l1", "l2"):
        raise ValueError(f"There is no distance {kind!r}; use 'l1' or 'l2'.")
    differences = (x[:, None].float() - means).flatten(2)
    distances = differences.abs().mean(2) if kind == "l1" else differences.square().mean(2)
    return distances.argmin(1)


def accuracy(pred: torch.Tensor, y: torch.Tensor) -> float:
    return (pred == y).double().mean().item()
