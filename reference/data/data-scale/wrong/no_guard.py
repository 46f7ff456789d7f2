"""misconception: divided-by-zero

A column that never changes has std 0, and dividing by it gave nan or inf. A single nan spreads through every sum of a model until all its weights are nan. What could you divide such a column by, so that the rest of the code stays the same?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    return {"mean": x_train.mean(dim=0).tolist(), "std": x_train.std(dim=0).tolist()}


def apply_scaler(x, scaler):
    mean = torch.tensor(scaler["mean"], dtype=x.dtype)
    std = torch.tensor(scaler["std"], dtype=x.dtype)
    return (x - mean) / std


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
