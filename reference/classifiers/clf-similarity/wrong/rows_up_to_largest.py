"""misconception: classes-from-labels

You have a row for each class up to the largest that occurs, so the number of rows changes with the
images. Which argument tells you how many rows there should be?
"""

from __future__ import annotations

import torch


def mean_images(x: torch.Tensor, y: torch.Tensor, n: int) -> torch.Tensor:
    pixels = x if x.is_floating_point() else x.float()
    return torch.stack([pixels[y == kind].mean(0) for kind in range(int(y.max()) + 1)])


def predict(x: torch.Tensor, means: torch.Tensor, kind: str) -> torch.Tensor:
    if kind not in ("l1", "l2"):
        raise ValueError(f"There is no distance {kind!r}; use 'l1' or 'l2'.")
    differences = (x[:, None].float() - means).flatten(2)
    distances = differences.abs().mean(2) if kind == "l1" else differences.square().mean(2)
    return distances.nan_to_num(nan=torch.inf).argmin(1)


def accuracy(pred: torch.Tensor, y: torch.Tensor) -> float:
    return (pred == y).double().mean().item()
