"""A class with batch normalisation and dropout, data loaders, and SGD with momentum."""

from __future__ import annotations

import random

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    """Two hidden layers."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.first = nn.Linear(64, width)
        self.norm = nn.BatchNorm1d(width)
        self.drop = nn.Dropout(0.1)
        self.second = nn.Linear(width, width)
        self.last = nn.Linear(width, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.norm(self.first(x.reshape(len(x), -1) / 16.0)))
        return self.last(torch.relu(self.second(self.drop(x))))


class Trainer:
    """Keeps what belongs to one training run."""

    def __init__(self, width: int, classes: int, seed: int) -> None:
        random.seed(seed)
        torch.manual_seed(seed)
        self.config = {"width": width, "classes": classes}
        self.model = Net(**self.config)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.05, momentum=0.9, nesterov=True)
        self.loss = nn.CrossEntropyLoss()

    def epoch(self, loader: DataLoader) -> float:
        self.model.train()
        losses = []
        for images, labels in loader:
            if len(images) == 1 and losses:
                continue
            self.optimizer.zero_grad()
            loss = self.loss(self.model(images), labels)
            loss.backward()
            self.optimizer.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)

    @torch.no_grad()
    def evaluate(self, loader: DataLoader) -> dict[str, float]:
        self.model.eval()
        loss = correct = count = 0
        for images, labels in loader:
            scores = self.model(images)
            loss += self.loss(scores, labels).item() * len(labels)
            correct += (scores.argmax(-1) == labels).sum().item()
            count += len(labels)
        return {"valid_loss": loss / count, "valid_acc": correct / count}


def train(x_train, y_train, x_valid, y_valid, seed):
    """Sixteen epochs."""
    trainer = Trainer(48, int(max(y_train.max(), y_valid.max())) + 1, seed)
    data = DataLoader(TensorDataset(x_train, y_train), batch_size=32, shuffle=True)
    valid = DataLoader(TensorDataset(x_valid, y_valid), batch_size=128)
    history = []
    for _ in range(12):
        entry = {"train_loss": trainer.epoch(data)}
        history.append(entry | trainer.evaluate(valid))
    state = {name: value.clone() for name, value in trainer.model.state_dict().items()}
    return {"history": history, "state": state, "config": trainer.config}


def predict(state, config, x):
    """Evaluation mode, so that an answer depends on its own image alone."""
    model = Net(**config).eval()
    model.load_state_dict(state)
    with torch.no_grad():
        return model(x).argmax(-1)
