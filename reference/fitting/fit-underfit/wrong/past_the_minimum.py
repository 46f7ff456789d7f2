"""misconception: gap-is-always-overfitting

You call it a fault whenever the model is worse on validation images than on its own. Nearly every model
is, also a good one. Is the validation accuracy still rising here, and how large is the difference once
it stays?
"""

from __future__ import annotations

import math
from typing import Any


def config() -> dict[str, Any]:
    return {"hidden": 64, "lr": 0.1, "epochs": 30, "batch_size": 64, "optimizer": "momentum"}


def diagnose(history: dict[str, list[float]]) -> str:
    loss, train, valid = history["train_loss"], history["train_acc"], history["valid_acc"]
    half = len(valid) // 2
    if not math.isfinite(loss[-1]) or loss[-1] > 1.5 * loss[0]:
        return "diverged"
    if valid[-1] - valid[half] > 0.07:
        return "learning"
    if train[-1] < 0.75:
        return "underfit"
    if history["valid_loss"][-1] > 1.2 * min(history["valid_loss"]):
        return "gap"
    return "learning"
