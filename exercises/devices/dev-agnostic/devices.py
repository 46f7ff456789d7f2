"""Tensor code that runs wherever its tensors are: on the processor, on a GPU, on what comes next."""

import torch
from torch import Tensor


def best_device() -> str:
    """The device to train on: "cuda" where torch.cuda.is_available() says True, else "cpu".

    It asks each time it is called.
    """
    raise NotImplementedError("TODO: write best_device")


def add_position(x: Tensor) -> Tensor:
    """Add 0 to every number of row 0, 1 to every number of row 1, and so on.

    x: float32 or float64, shape (n, d), on any device.
    Returns a new tensor of the same shape and dtype, on the same device.
    """
    raise NotImplementedError("TODO: write add_position")


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """The mean of those rows of x for which mask is True; zeros where it is True for none.

    x: float32 or float64, shape (n, d), and mask: bool, shape (n,), both on the same device.
    Returns a tensor of shape (d,) with the dtype of x, on the same device.
    """
    raise NotImplementedError("TODO: write masked_mean")


def step(state: dict[str, Tensor], x: Tensor, y: Tensor, lr: float, device: str) -> dict:
    """One step of plain SGD for a linear classifier, computed on `device`.

    state: "W" of shape (classes, d) and "b" of shape (classes,); they stay as they are.
    x: same dtype, shape (n, d): one row per picture; y: int64, shape (n,): the class of each.
    lr: learning rate. device: where to compute. The tensors may come from any device.

    Returns a dict with
    "state": {"W": ..., "b": ...} after the step, on the CPU, same shapes and dtype;
    "loss": a Python float, the mean cross-entropy before the step.
    """
    raise NotImplementedError("TODO: write step")
