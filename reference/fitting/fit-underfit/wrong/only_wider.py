"""misconception: learning-rate-too-low

With steps this short the loss hardly leaves the place where guessing puts it, about 2.3; more epochs or
more hidden units alone would take forever. Multiply one setting by ten, and again by ten, and watch the
loss after one epoch. What else keeps it from moving?
"""

from __future__ import annotations

import math
from typing import Any


def config() -> dict[str, Any]:
    return {"hidden": 64, "lr": 0.001, "epochs": 3, "batch_size": 32, "optimizer": "sgd"}


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
