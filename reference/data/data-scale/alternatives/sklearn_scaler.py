"""StandardScaler of scikit-learn measures; its numbers are kept as lists."""

from __future__ import annotations

import torch
from sklearn.preprocessing import StandardScaler


def fit_scaler(x_train):
    found = StandardScaler().fit(x_train.numpy())
    return {"kind": "standard", "columns": {"mean": found.mean_.tolist(), "scale": found.scale_.tolist()}}


def apply_scaler(x, scaler):
    columns = scaler["columns"]
    again = StandardScaler()
    again.mean_ = torch.tensor(columns["mean"], dtype=torch.float64).numpy()
    again.scale_ = torch.tensor(columns["scale"], dtype=torch.float64).numpy()
    again.var_ = again.scale_**2
    return torch.from_numpy(again.transform(x.numpy().copy())).to(x.dtype)


def prepare(x_train, x_valid):
    scaler = fit_scaler(x_train)
    return dict(zip(("train", "valid"), (apply_scaler(x, scaler) for x in (x_train, x_valid)), strict=True))
