"""Scaling is a straight line: z = slope * x + offset, with slope 0 for a column that never changes."""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    variance, mean = torch.var_mean(x_train.double(), dim=0, unbiased=False)
    slope = variance.rsqrt().where(variance > 0, torch.zeros(()).double())
    return {"slope": slope.tolist(), "offset": (-slope * mean).tolist()}


def apply_scaler(x, scaler):
    line = torch.tensor([scaler["slope"], scaler["offset"]], dtype=torch.float64)
    return torch.addcmul(line[1], x.double(), line[0]).to(x.dtype)


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {name: apply_scaler(x, scaler) for name, x in {"train": x_train, "valid": x_valid}.items()}
