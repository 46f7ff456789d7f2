"""A digit classifier: one hidden layer, Adam, pixels scaled to 0..1."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

HIDDEN = 64
EPOCHS = 15
BATCH_SIZE = 32


class Reader(nn.Module):
    """Scales the pixels itself, so that training and predicting cannot differ in that."""

    def __init__(self, hidden: int, classes: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(64, hidden), nn.ReLU(), nn.Dropout(0.1), nn.Linear(hidden, classes)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """One row of scores per image."""
        return self.layers(x / 16)


def scores_of(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """What the finished model says of images."""
    model.eval()
    with torch.no_grad():
        return model(x)


def train(
    x_train: torch.Tensor, y_train: torch.Tensor, x_valid: torch.Tensor, y_valid: torch.Tensor, seed: int
) -> dict[str, Any]:
    """Train on the training images alone; look at the validation images after each epoch."""
    torch.manual_seed(seed)
    config = {"hidden": HIDDEN, "classes": int(y_train.max()) + 1}
    model = Reader(**config)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    history = []
    for _ in range(EPOCHS):
        model.train()
        losses: list[float] = []
        for batch in torch.randperm(len(x_train)).split(BATCH_SIZE):
            loss = F.cross_entropy(model(x_train[batch]), y_train[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses += [loss.item()] * len(batch)
        scores = scores_of(model, x_valid)
        history.append(
            {
                "train_loss": sum(losses) / len(losses),
                "valid_loss": F.cross_entropy(scores, y_valid).item(),
                "valid_acc": (scores.argmax(1) == y_valid).float().mean().item(),
            }
        )
    return {"history": history, "state": model.state_dict(), "config": config}


def predict(state: dict[str, torch.Tensor], config: dict[str, Any], x: torch.Tensor) -> torch.Tensor:
    """The most likely class of each image."""
    model = Reader(**config)
    model.load_state_dict(state)
    return scores_of(model, x).argmax(1)
