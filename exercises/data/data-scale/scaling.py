"""Scaling without leakage: your part of the exercise."""

from __future__ import annotations

import torch


def fit_scaler(x_train: torch.Tensor) -> dict:
    """What has to be known to scale data as the training data are scaled.

    x_train: float32 or float64, shape (n, d), n at least 2.
    Returns a dict that JSON can store.
    """
    raise NotImplementedError("TODO: return what apply_scaler needs")


def apply_scaler(x: torch.Tensor, scaler: dict) -> torch.Tensor:
    """Scale any data with a scaler.

    x: shape (m, d), with the columns that the scaler was made for.
    Returns a new tensor of the same shape and dtype.
    """
    raise NotImplementedError("TODO: return the scaled data")


def prepare(x_train: torch.Tensor, x_valid: torch.Tensor) -> dict[str, torch.Tensor]:
    """Scale training and validation data for a model.

    Returns {"train": ..., "valid": ...}, of the shapes of x_train and x_valid.
    """
    raise NotImplementedError("TODO: return both, scaled")
