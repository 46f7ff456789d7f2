"""Scaling without leakage: mean and std of the training columns, kept as lists."""

from __future__ import annotations

import torch


def fit_scaler(x_train: torch.Tensor) -> dict:
    """Mean and std of each column; a std of 0 becomes 1, so that nothing is divided by 0."""
    std = x_train.std(dim=0)
    std[std == 0] = 1
    return {"mean": x_train.mean(dim=0).tolist(), "std": std.tolist()}


def apply_scaler(x: torch.Tensor, scaler: dict) -> torch.Tensor:
    """The columns of x, scaled."""
    mean = torch.tensor(scaler["mean"], dtype=x.dtype)
    std = torch.tensor(scaler["std"], dtype=x.dtype)
    return (x - mean) / std


def prepare(x_train: torch.Tensor, x_valid: torch.Tensor) -> dict[str, torch.Tensor]:
    """Both sets, scaled with what the training set says."""
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
