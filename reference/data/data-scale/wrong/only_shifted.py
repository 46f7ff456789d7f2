"""misconception: spread-kept

Your columns have mean 0, but their spreads are what they were: hundreds in one, hundredths in another. The large column still drowns the small one. What is missing until a typical distance from the mean is 1 in each?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    return {"mean": x_train.mean(dim=0).tolist()}


def apply_scaler(x, scaler):
    return x - torch.tensor(scaler["mean"], dtype=x.dtype)


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
