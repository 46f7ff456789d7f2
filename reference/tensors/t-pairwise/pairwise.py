"""Reference: one matrix product. |a - b|^2 = |a|^2 - 2 a.b + |b|^2, and rounding is cut off at 0."""

import torch
from torch import Tensor


def pairwise_sq_dist(a: Tensor, b: Tensor) -> Tensor:
    """Squared distance of every point in a to every point in b, shape (n, m)."""
    lengths_a = a.square().sum(dim=1, keepdim=True)
    lengths_b = b.square().sum(dim=1)
    return (lengths_a - 2 * (a @ b.T) + lengths_b).clamp(min=0)


def nearest(a: Tensor, b: Tensor) -> Tensor:
    """Row number of the closest point in b for every point in a, shape (n,)."""
    return torch.argmin(pairwise_sq_dist(a, b), dim=1)
