"""misconception: underfit-blindness

You found a gap where the model is bad even on its own training images. A training accuracy of about one
half is underfitting: it has learned too little, so less of it would not help. Which of the two
accuracies do you have to look at first?
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
    if train[-1] - valid[-1] > 0.15:
        return "gap"
    if train[-1] < 0.75:
        return "underfit"
    return "learning"
