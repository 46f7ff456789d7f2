"""numpy in float64, and a tiny number that keeps the divisor away from 0."""

from __future__ import annotations

import numpy as np
import torch

TINY = 1e-12


def fit_scaler(x_train: torch.Tensor) -> dict[str, list[float]]:
    table = np.asarray(x_train, dtype=np.float64)
    centre = np.mean(table, axis=0)
    width = np.sqrt(np.mean((table - centre) ** 2, axis=0))
    return {"centre": centre.tolist(), "width": (width + TINY).tolist()}


def apply_scaler(x: torch.Tensor, scaler: dict[str, list[float]]) -> torch.Tensor:
    table = np.asarray(x, dtype=np.float64)
    scaled = np.divide(np.subtract(table, scaler["centre"]), scaler["width"])
    return torch.as_tensor(scaled).type(x.dtype)


def prepare(x_train: torch.Tensor, x_valid: torch.Tensor) -> dict[str, torch.Tensor]:
    scaler = fit_scaler(x_train)
    return {"valid": apply_scaler(x_valid, scaler), "train": apply_scaler(x_train, scaler)}
