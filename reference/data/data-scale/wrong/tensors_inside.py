"""misconception: not-plain-data

Your scaler holds tensors or arrays, and JSON stores only texts, numbers, lists and dicts. A model without its scaler is worthless next year, so the scaler has to be kept in a form that every program can read. What does a tensor offer to become a list?
"""

from __future__ import annotations

import torch


def fit_scaler(x_train):
    std = x_train.std(dim=0)
    std[std == 0] = 1
    return {"mean": x_train.mean(dim=0), "std": std}


def apply_scaler(x, scaler):
    return (x - scaler["mean"]) / scaler["std"]


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
