"""misconception: axis-confusion

You average along the rows: each leaf is scaled by its own length and weight, and millimetres are added to grams. On a square table this raises no error. Which axis should go away when every column is to keep a mean of its own?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    return {}


def apply_scaler(x, scaler):
    std = x.std(dim=1, keepdim=True)
    return (x - x.mean(dim=1, keepdim=True)) / std.where(std > 0, torch.ones_like(std))


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
