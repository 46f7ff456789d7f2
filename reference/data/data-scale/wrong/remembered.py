"""misconception: global-scaler

Your scaler lives outside of the dict, in a place that the next `fit_scaler` overwrites. With two data sets in one program, or in a new program that reads a stored scaler, the wrong numbers are used without an error. What has to be in the dict, so that it is enough by itself?
"""

from __future__ import annotations

import torch


LAST = {}


def fit_scaler(x_train):
    std = x_train.std(dim=0)
    std[std == 0] = 1
    LAST.update(mean=x_train.mean(dim=0), std=std)
    return {"columns": float(x_train.shape[1])}


def apply_scaler(x, scaler):
    return (x - LAST["mean"]) / LAST["std"]


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return {"train": apply_scaler(x_train, scaler), "valid": apply_scaler(x_valid, scaler)}
