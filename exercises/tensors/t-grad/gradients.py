"""Gradients of a formula, of a line and of a small network."""

import torch
from torch import Tensor


def grads_f(x1: float, x2: float) -> tuple[float, float]:
    """The derivatives of f = 2 * x1 + x2**2 + 5 with respect to x1 and to x2, as Python floats."""
    raise NotImplementedError("TODO: write grads_f")


def mse_grads(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> dict[str, Tensor]:
    """The gradient of the mean squared error of the predictions x @ w + b.

    x: shape (n, d), y: shape (n,), w: shape (d,), b: shape ().
    Returns a dict with "w" of shape (d,) and "b" of shape ().
    """
    raise NotImplementedError("TODO: write mse_grads")


def two_layer_grad(x: Tensor, w1: Tensor, w2: Tensor, y: Tensor) -> dict[str, Tensor]:
    """The gradient of the mean squared error of a network with one hidden layer of ReLUs.

    x: shape (n, d), w1: shape (hidden, d), w2: shape (hidden,), y: shape (n,).
    Returns a dict with "w1" of shape (hidden, d) and "w2" of shape (hidden,).
    """
    raise NotImplementedError("TODO: write two_layer_grad")
