"""Reference: products first, then sums; shapes are compared before anything is subtracted."""

from torch import Tensor


def dot_loop(w: Tensor, x: Tensor) -> Tensor:
    """The dot product in a Python loop."""
    total = w[0] * x[0]
    for i in range(1, len(w)):
        total = total + w[i] * x[i]
    return total


def dot_ops(w: Tensor, x: Tensor) -> Tensor:
    """The dot product with tensor operations."""
    return (w * x).sum()


def linear(W: Tensor, b: Tensor, X: Tensor) -> Tensor:
    """A linear layer for a batch or for a single example."""
    return X @ W.T + b


def _residual(pred: Tensor, true: Tensor) -> Tensor:
    if pred.shape != true.shape:
        raise ValueError(f"shapes {tuple(pred.shape)} and {tuple(true.shape)} differ")
    difference = pred - true
    return difference if difference.is_floating_point() else difference.float()


def mse(pred: Tensor, true: Tensor) -> Tensor:
    """The mean squared error."""
    return _residual(pred, true).square().mean()


def mae(pred: Tensor, true: Tensor) -> Tensor:
    """The mean absolute error."""
    return _residual(pred, true).abs().mean()
