"""misconception: nll-on-probs

Your loss is negative. A cross-entropy is minus the logarithm of a probability and never falls below 0; here the probability itself was used, and gradients grow weak just where the model is most wrong. What does `nll_loss` expect to be given?
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

HIDDEN = 64
EPOCHS = 20
BATCH_SIZE = 32


def build(config: dict[str, Any]) -> nn.Module:
    """The network that `config` describes."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(64, config["hidden"]),
        nn.ReLU(),
        nn.Linear(config["hidden"], config["classes"]),
        nn.Softmax(dim=1),
    )


def prepare(x: torch.Tensor) -> torch.Tensor:
    """Pixels from 0..16 to 0..1, in a new tensor."""
    return x / 16


def scores_of(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """One row of scores per image, as the finished model sees it."""
    model.eval()
    with torch.no_grad():
        return model(prepare(x))


def train(
    x_train: torch.Tensor, y_train: torch.Tensor, x_valid: torch.Tensor, y_valid: torch.Tensor, seed: int
) -> dict[str, Any]:
    """Train on the training images alone; look at the validation images after each epoch."""
    torch.manual_seed(seed)
    config = {"hidden": HIDDEN, "classes": int(y_train.max()) + 1}
    model = build(config)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    history = []
    for _ in range(EPOCHS):
        model.train()
        total = 0.0
        for batch in torch.randperm(len(x_train)).split(BATCH_SIZE):
            loss = F.nll_loss(model(prepare(x_train[batch])), y_train[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        scores = scores_of(model, x_valid)
        history.append(
            {
                "train_loss": total / len(x_train),
                "valid_loss": F.nll_loss(scores, y_valid).item(),
                "valid_acc": (scores.argmax(1) == y_valid).float().mean().item(),
            }
        )
    return {"history": history, "state": model.state_dict(), "config": config}


def predict(state: dict[str, torch.Tensor], config: dict[str, Any], x: torch.Tensor) -> torch.Tensor:
    """The most likely class of each image."""
    model = build(config)
    model.load_state_dict(state)
    return scores_of(model, x).argmax(1)
