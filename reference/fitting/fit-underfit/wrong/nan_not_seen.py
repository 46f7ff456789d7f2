"""misconception: nan-in-comparison

You ask whether the loss has become large, and nan is not large: every comparison with it is False. So a
training that has gone astray completely looks fine to you. Which question does nan answer with yes?
"""

from __future__ import annotations

import math
from typing import Any


def config() -> dict[str, Any]:
    return {"hidden": 64, "lr": 0.1, "epochs": 30, "batch_size": 64, "optimizer": "momentum"}


def diagnose(history: dict[str, list[float]]) -> str:
    loss, train, valid = history["train_loss"], history["train_acc"], history["valid_acc"]
    half = len(valid) // 2
    if loss[-1] == math.inf or loss[-1] > 1.5 * loss[0]:
        return "diverged"
    if valid[-1] - valid[half] > 0.07:
        return "learning"
    if train[-1] < 0.75:
        return "underfit"
    if train[-1] - valid[-1] > 0.15:
        return "gap"
    return "learning"
