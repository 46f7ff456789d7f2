"""misconception: another-scaling

Your columns run from 0 to 1: you use the smallest and the largest value. That is a scaling, too, but a single outlier decides about everybody, and mean 0 and std 1 were asked for. What do the formula's two numbers say about a column?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    low, high = x_train.min(dim=0).values, x_train.max(dim=0).values
    width = high - low
    width[width == 0] = 1
    return {"mean": low.tolist(), "std": width.tolist()}


def apply_scaler(x, scaler):
    mean = torch.tensor(scaler["mean"], dtype=x.dtype)
    std = torch.tensor(scaler["std"], dtype=x.dtype)
    return (x - mean) / std


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
