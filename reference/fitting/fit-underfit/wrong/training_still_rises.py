"""misconception: train-score-as-valid

You took a rising training accuracy as a sign of learning. What rises there is how much is known by
heart; on images the model has not seen, nothing gets better any more. Which curve tells you about those?
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
    if train[-1] - train[half] > 0.07:
        return "learning"
    if train[-1] < 0.75:
        return "underfit"
    if train[-1] - valid[-1] > 0.15:
        return "gap"
    return "learning"
