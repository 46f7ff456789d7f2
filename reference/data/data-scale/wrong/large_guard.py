"""misconception: guard-too-large

Columns with a small spread come out too narrow. You add a number to every std to be safe from 0, and for these columns that number is not small. Which columns need the guard at all, and what does it do to the others?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    return {"mean": x_train.mean(dim=0).tolist(), "std": (x_train.std(dim=0) + 0.01).tolist()}


def apply_scaler(x, scaler):
    mean = torch.tensor(scaler["mean"], dtype=x.dtype)
    std = torch.tensor(scaler["std"], dtype=x.dtype)
    return (x - mean) / std


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
