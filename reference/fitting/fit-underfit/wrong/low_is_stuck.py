"""misconception: slow-taken-for-stuck

You gave up on a model that is still getting better, epoch by epoch. Low is not the same as stuck:
whoever stops here will never know how far it would have come. What does the second half of its curves
do?
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
    if train[-1] < 0.75:
        return "underfit"
    if valid[-1] - valid[half] > 0.07:
        return "learning"
    if train[-1] - valid[-1] > 0.15:
        return "gap"
    return "learning"
