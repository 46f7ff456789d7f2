"""misconception: in-place-on-argument

The data you were given are different after the call: they were scaled where they lie. Whoever called you still needs them, and scaling them a second time would spoil them without an error. Which of your lines write into a tensor that is not yours?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    std = x_train.std(dim=0)
    std[std == 0] = 1
    return {"mean": x_train.mean(dim=0).tolist(), "std": std.tolist()}


def apply_scaler(x, scaler):
    x -= torch.tensor(scaler["mean"], dtype=x.dtype)
    x /= torch.tensor(scaler["std"], dtype=x.dtype)
    return x


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
