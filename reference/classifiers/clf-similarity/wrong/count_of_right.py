"""misconception: count-for-share

Your accuracy is above 1: it is how many were right. Five of seven and five of five hundred are very
different classifiers. What makes a count comparable between test sets of different size?
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
    return distances.nan_to_num(nan=torch.inf).argmin(1)


def accuracy(pred: torch.Tensor, y: torch.Tensor) -> float:
    return float((pred == y).sum())
