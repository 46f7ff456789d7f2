"""misconception: model-too-small

Your loss falls at first and then stays high, however long you train. All that the network knows of an
image has to pass through its hidden units; you left very few of them. How many different things can so
few numbers say about a digit?
"""

from __future__ import annotations

import math
from typing import Any


def config() -> dict[str, Any]:
    return {"hidden": 2, "lr": 0.1, "epochs": 30, "batch_size": 32, "optimizer": "sgd"}


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
