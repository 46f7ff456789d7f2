"""Dot product, linear layer, and two measures of error."""

import torch
from torch import Tensor


def dot_loop(w: Tensor, x: Tensor) -> Tensor:
    """The dot product of two tensors of shape (n,), computed in a Python loop.

    Returns a tensor of shape ().
    """
    raise NotImplementedError("TODO: write dot_loop")


def dot_ops(w: Tensor, x: Tensor) -> Tensor:
    """The dot product of two tensors of shape (n,), computed with tensor operations.

    Returns a tensor of shape ().
    """
    raise NotImplementedError("TODO: write dot_ops")


def linear(W: Tensor, b: Tensor, X: Tensor) -> Tensor:
    """A linear layer: every neuron's weighted sum of the inputs, plus its bias.

    W: shape (out, in), one row of weights per neuron.
    b: shape (out,), one bias per neuron.
    X: shape (n, in), one row per example, or (in,) for a single example.
    Returns shape (n, out), or (out,) for a single example.
    """
    raise NotImplementedError("TODO: write linear")


def mse(pred: Tensor, true: Tensor) -> Tensor:
    """The mean squared error of predictions, as a tensor of shape ().

    Raises ValueError when the shapes differ.
    """
    raise NotImplementedError("TODO: write mse")


def mae(pred: Tensor, true: Tensor) -> Tensor:
    """The mean absolute error of predictions, as a tensor of shape ().

    Raises ValueError when the shapes differ.
    """
    raise NotImplementedError("TODO: write mae")
