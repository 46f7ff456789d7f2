"""misconception: in-place-on-argument

The state was different after your function had run, or the images were. Whoever measures the same model
again gets something else, or an error. Which line removes or overwrites something that belongs to the
caller?
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
    state.pop("2.num_batches_tracked", None)
    model.load_state_dict(state, strict=False)
    model.eval()
    loss = right = 0.0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size), strict=True):
            scores = model(images)
            loss += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(1) == labels).sum().item()
    return {"loss": loss / len(x), "accuracy": right / len(x)}
