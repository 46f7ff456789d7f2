"""misconception: empty-class-as-zero

A class without images has a black mean image with you, as if somebody had seen it and it were black.
Dark images will be given to it. What is the mean of no numbers at all, and which value says so?
"""

from __future__ import annotations

import torch


def mean_images(x: torch.Tensor, y: torch.Tensor, n: int) -> torch.Tensor:
    dtype = torch.float64 if x.dtype == torch.float64 else torch.float32
    means = torch.zeros(n, *x.shape[1:], dtype=dtype)
    for kind in range(n):
        own = x[y == kind].to(dtype)
        means[kind] = own.sum(0) / max(len(own), 1)
    return means


def predict(x: torch.Tensor, means: torch.Tensor, kind: str) -> torch.Tensor:
    if kind not in ("l1", "l2"):
        raise ValueError(f"There is no distance {kind!r}; use 'l1' or 'l2'.")
    differences = (x[:, None].float() - means).flatten(2)
    distances = differences.abs().mean(2) if kind == "l1" else differences.square().mean(2)
    return distances.nan_to_num(nan=torch.inf).argmin(1)


def accuracy(pred: torch.Tensor, y: torch.Tensor) -> float:
    return (pred == y).double().mean().item()
