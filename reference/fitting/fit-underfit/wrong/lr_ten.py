"""misconception: learning-rate-too-high

Your steps are so long that every one of them overshoots: the loss is nan, or no better than guessing
however long you train. Divide one setting by ten, and again by ten, and watch the first epochs. When
does the loss begin to fall?
"""

from __future__ import annotations

import math
from typing import Any


def config() -> dict[str, Any]:
    return {"hidden": 64, "lr": 10.0, "epochs": 30, "batch_size": 32, "optimizer": "sgd"}


def diagnose(history: dict[str, list[float]]) -> str:
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
