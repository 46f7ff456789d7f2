"""misconception: learns-while-evaluating

With small batches the result gets better than it is: the model learns from each batch before it sees the
next. A measurement must not change what it measures, and test images must teach nothing. Which lines
come from a training loop?
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
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss = right = 0.0
    with torch.enable_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size), strict=True):
            scores = model(images)
            step = F.cross_entropy(scores, labels)
            optimizer.zero_grad()
            step.backward()
            optimizer.step()
            loss += step.item() * len(labels)
            right += (scores.argmax(1) == labels).sum().item()
    return {"loss": loss / len(x), "accuracy": right / len(x)}
