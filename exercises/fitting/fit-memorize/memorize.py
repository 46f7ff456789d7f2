"""A model can memorise noise: your part of the exercise."""

from __future__ import annotations

from typing import Any

import torch


def scores(state: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """The scores that a network with these weights gives to the rows of x; this function is complete.

    state: "W1" (hidden, d), "b1" (hidden,), "W2" (classes, hidden), "b2" (classes,).
    x: float32 of shape (n, d). Returns (n, classes).
    """
    hidden = torch.relu(x @ state["W1"].T + state["b1"])
    return hidden @ state["W2"].T + state["b2"]


def memorize(x: torch.Tensor, y: torch.Tensor, seed: int) -> dict[str, Any]:
    """Weights that give the rows of x their labels, and the share of rows for which they do.

    x: float32 of shape (n, d), values from 0 to 1; y: int64 of shape (n,), classes 0, 1, 2, ...
    seed: decides everything that is random.

    Returns {"state": ..., "train_acc": ...}: the four tensors that `scores` uses, and a plain float.
    """
    raise NotImplementedError("TODO: train until the labels are known by heart")


def gap(train_acc: float, valid_acc: float) -> float:
    """How much better the model is on images it has learned from than on new ones."""
    raise NotImplementedError("TODO: compare the two")


def exposed(
    state: dict[str, torch.Tensor], x: torch.Tensor, y: torch.Tensor, threshold: float
) -> list[int]:
    """The numbers of the rows whose label the model gives a probability of at least threshold, ascending."""
    raise NotImplementedError("TODO: find the rows that the model recalls")
