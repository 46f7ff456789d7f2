"""Mend a model that does not learn: settings that work, and the signs of each curve in order."""

from __future__ import annotations

import math
from typing import Any


def config() -> dict[str, Any]:
    """A wider network, and steps that get somewhere."""
    return {"hidden": 64, "lr": 0.1, "epochs": 30, "batch_size": 64, "optimizer": "momentum"}


def diagnose(history: dict[str, list[float]]) -> str:
    """Worst news first: gone astray, still moving, knows little, knows only what it has seen."""
    loss, train, valid = history["train_loss"], history["train_acc"], history["valid_acc"]
    half = len(valid) // 2
    if not math.isfinite(loss[-1]) or loss[-1] > 1.5 * loss[0]:
        return "diverged"
    if valid[-1] - valid[half] > 0.07:
        return "learning"
    if train[-1] < 0.75:
        return "underfit"
    if train[-1] - valid[-1] > 0.15:
        return "gap"
    return "learning"
