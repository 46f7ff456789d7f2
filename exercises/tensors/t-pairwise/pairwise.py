"""All distances between two sets of points, without Python loops."""

import torch
from torch import Tensor


def pairwise_sq_dist(a: Tensor, b: Tensor) -> Tensor:
    """Squared distance of every point in a to every point in b.

    a: float32 or float64, shape (n, d): n points with d coordinates each.
    b: same dtype, shape (m, d).
    Returns a new tensor of shape (n, m) and the same dtype; row i, column j belongs to a[i] and b[j].
    No entry is ever negative.
    """
    raise NotImplementedError("TODO: write pairwise_sq_dist")


def nearest(a: Tensor, b: Tensor) -> Tensor:
    """For every point in a, the row number of the closest point in b.

    a: shape (n, d); b: shape (m, d) with m of at least 1.
    Returns an int64 tensor of shape (n,) with numbers from 0 to m - 1.
    """
    raise NotImplementedError("TODO: write nearest")
