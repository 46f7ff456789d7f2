"""misconception: valid-not-scaled

The validation data came back as they were. The model has only ever seen numbers around 0 and now gets millimetres: its answers mean nothing, and the score says the model is bad when the scaling is. What has to happen to every row before a model sees it?
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
    return {"train": apply_scaler(x_train, fit_scaler(x_train)), "valid": x_valid.clone()}
