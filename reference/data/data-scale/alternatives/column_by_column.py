"""Plain Python: one column after the other, with the module statistics."""

from __future__ import annotations

import math
from statistics import fmean

import torch


class Column:
    """Mean and std of one column; a constant column is only shifted."""

    def __init__(self, values: list[float]) -> None:
        self.mean = fmean(values)
        self.std = math.sqrt(fmean([(value - self.mean) ** 2 for value in values]))

    def stored(self) -> list[float]:
        return [self.mean, self.std or 1.0]


def fit_scaler(x_train):
    columns = zip(*x_train.tolist(), strict=True)
    return {str(number): Column(list(values)).stored() for number, values in enumerate(columns)}


def apply_scaler(x, scaler):
    rows = []
    for row in x.tolist():
        pairs = [(value, *scaler[str(number)]) for number, value in enumerate(row)]
        rows.append([(value - mean) / std for value, mean, std in pairs])
    return torch.tensor(rows, dtype=x.dtype)


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    everything = apply_scaler(torch.cat([x_train, x_valid]), scaler)
    return {"train": everything[: len(x_train)], "valid": everything[len(x_train) :]}
