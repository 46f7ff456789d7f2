"""misconception: depends-on-batch

An image got another class when other images were beside it. Some number in your prediction, perhaps a
mean or a largest value, is taken over all of them. What would you do if images arrived one at a time?
"""

from __future__ import annotations

import torch


def mean_images(x: torch.Tensor, y: torch.Tensor, n: int) -> torch.Tensor:
    pixels = x if x.is_floating_point() else x.float()
    return torch.stack([pixels[y == kind].mean(0) for kind in range(n)])


def predict(x: torch.Tensor, means: torch.Tensor, kind: str) -> torch.Tensor:
    if kind not in ("l1", "l2"):
        raise ValueError(f"There is no distance {kind!r}; use 'l1' or 'l2'.")
    scaled = x.float() * (torch.nanmean(means.double()) / x.double().mean())
    differences = (scaled[:, None] - means).flatten(2)
    distances = differences.abs().mean(2) if kind == "l1" else differences.square().mean(2)
    return distances.nan_to_num(nan=torch.inf).argmin(1)


def accuracy(pred: torch.Tensor, y: torch.Tensor) -> float:
    return (pred == y).double().mean().item()
