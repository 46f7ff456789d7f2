"""misconception: leak-statistics

Your scaler changed when only the validation data changed. Then the training data already hold something about the data that were put aside, and the validation score is better than it should be. Which rows may decide about mean and std?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    std = x_train.std(dim=0)
    std[std == 0] = 1
    return {"mean": x_train.mean(dim=0).tolist(), "std": std.tolist()}


def apply_scaler(x, scaler):
    mean = torch.tensor(scaler["mean"], dtype=x.dtype)
    std = torch.tensor(scaler["std"], dtype=x.dtype)
    return (x - mean) / std


def prepare(x_train, x_valid):
    scaler = fit_scaler(torch.cat([x_train, x_valid]))
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
