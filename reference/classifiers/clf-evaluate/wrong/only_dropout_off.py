"""misconception: eval-mode-missing

Two calls differ, or the result depends on which images share a batch: dropout or batch normalisation
still behave as in training. Switching off the gradients does not change that. How do you tell a model
that it is being used now?
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
    model[4].p = 0.0
    loss = right = 0.0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size), strict=True):
            scores = model(images)
            loss += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(1) == labels).sum().item()
    return {"loss": loss / len(x), "accuracy": right / len(x)}
