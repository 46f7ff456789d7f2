"""Fit a line by gradient descent: your part of the exercise."""

from __future__ import annotations

from torch import Tensor


def fit(x: Tensor, y: Tensor, w0: Tensor, b0: Tensor, lr: float, steps: int) -> dict:
    """Move a line y = w * x + b towards the points by plain gradient descent on the mean squared error.

    x, y: float32 or float64 of shape (n,), the points; n is at least 1.
    w0, b0: shape (), same dtype: where to start. They may require a gradient.
    lr: learning rate; every step goes lr times the gradient downhill.
    steps: how many steps; may be 0.

    Returns a dict with
    "w", "b": slope and intercept after the last step, tensors of shape () and the dtype of x;
    "losses": one Python float per step, the mean squared error of all points just before that step.
    """
    raise NotImplementedError("TODO: write fit")
