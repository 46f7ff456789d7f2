"""misconception: graph-kept

Loss or accuracy came back as a tensor. It prints like a number, but may keep the whole computation
behind it alive, and it cannot be written into a report as a number. How do you take the number out?
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn


def build_model() -> nn.Module:
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(64, 24),
        nn.BatchNorm1d(24),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(24, 10),
    )


def evaluate(
    state: dict[str, torch.Tensor], x: torch.Tensor, y: torch.Tensor, batch_size: int
) -> dict[str, float]:
    model = build_model()
    model.load_state_dict(state)
    model.eval()
    loss = right = 0.0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size), strict=True):
            scores = model(images)
            loss += F.cross_entropy(scores, labels, reduction="sum")
            right += (scores.argmax(1) == labels).sum()
    return {"loss": loss / len(x), "accuracy": right / len(x)}
