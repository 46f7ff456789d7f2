"""Any curve from hinges: your part of the exercise."""

from __future__ import annotations

from torch import Tensor


def hinges(xs: Tensor, ys: Tensor) -> dict[str, Tensor]:
    """A curve f(x) = bias + sum of weights[k] * relu(x - knots[k]) through all points, straight in between.

    xs, ys: float32 or float64 of shape (n,), n at least 2; xs grows from point to point.
    Left of the first point f stays at ys[0]; right of the last one it goes on straight.
    Returns a dict, all of the dtype of xs: "bias" of shape (), "knots" and "weights" of shape (k,).
    """
    raise NotImplementedError("TODO: write hinges")


def max_error(xs: Tensor, ys: Tensor, grid_x: Tensor, grid_y: Tensor) -> float:
    """The largest distance between the curve through the points (xs, ys) and the values grid_y at grid_x.

    xs, ys: as above. grid_x, grid_y: same dtype, shape (m,), m at least 1, in any order.
    Returns a Python float.
    """
    raise NotImplementedError("TODO: write max_error")


def collapse(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    """The one linear layer that does what two do, one after the other, with nothing in between.

    W1: (hidden, inputs), b1: (hidden,); W2: (outputs, hidden), b2: (outputs,); one dtype.
    Returns (W, b) of shapes (outputs, inputs) and (outputs,), with W x + b = W2 (W1 x + b1) + b2 for every x.
    """
    raise NotImplementedError("TODO: write collapse")
