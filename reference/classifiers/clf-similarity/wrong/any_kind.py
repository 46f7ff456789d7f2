"""misconception: unknown-option-accepted

A kind of distance that does not exist was taken for one that does. A typing mistake of the caller would
go unnoticed and give wrong classes. What should happen for anything that is neither of the two?
"""

from __future__ import annotations

import torch


def mean_images(x: torch.Tensor, y: torch.Tensor, n: int) -> torch.Tensor:
    pixels = x if x.is_floating_point() else x.float()
    return torch.stack([pixels[y == kind].mean(0) for kind in range(n)])


def predict(x: torch.Tensor, means: torch.Tensor, kind: str) -> torch.Tensor:
    differences = (x[:, None].float() - means).flatten(2)
    distances = differences.abs().mean(2) if kind == "l1" else differences.square().mean(2)
    return distances.nan_to_num(nan=torch.inf).argmin(1)


def accuracy(pred: torch.Tensor, y: torch.Tensor) -> float:
    return (pred == y).double().mean().item()
