"""misconception: precision-lost

The data were float64, and on the way they became float32, which keeps only seven digits. A column of numbers around 1000 with small differences loses what makes its rows differ. Which of your lines creates a tensor, and which dtype does it get?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    std = x_train.std(dim=0)
    std[std == 0] = 1
    return {"mean": x_train.mean(dim=0).tolist(), "std": std.tolist()}


def apply_scaler(x, scaler):
    return (x.float() - torch.tensor(scaler["mean"])) / torch.tensor(scaler["std"])


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
