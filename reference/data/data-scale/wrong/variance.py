"""misconception: variance-for-std

You divide by the variance, the mean of the squared distances. Its unit is square millimetres, so the result depends on the unit you measured in, and only columns with a spread of 1 come out right. Which step leads from squared distances back to distances?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    std = x_train.var(dim=0)
    std[std == 0] = 1
    return {"mean": x_train.mean(dim=0).tolist(), "std": std.tolist()}


def apply_scaler(x, scaler):
    mean = torch.tensor(scaler["mean"], dtype=x.dtype)
    std = torch.tensor(scaler["std"], dtype=x.dtype)
    return (x - mean) / std


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
