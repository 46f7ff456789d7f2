"""misconception: count-for-share

Your accuracy is above 1: it is how many images were right. Five of seven and five of five hundred are
very different models. What makes a count comparable between test sets of different size?
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
            loss += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(1) == labels).sum().item()
    return {"loss": loss / len(x), "accuracy": right}
