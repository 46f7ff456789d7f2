"""misconception: scaled-by-itself

`apply_scaler` measures the data it is given instead of using the scaler. Scaled alone, the same rows come out differently, so nothing that the model has learned about these numbers holds for new data. What is in the scaler, and where do you use it?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    std = x_train.std(dim=0)
    std[std == 0] = 1
    return {"mean": x_train.mean(dim=0).tolist(), "std": std.tolist()}


def apply_scaler(x, scaler):
    std = x.std(dim=0, unbiased=False)
    return (x - x.mean(dim=0)) / std.where(std > 0, torch.ones_like(std))


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
