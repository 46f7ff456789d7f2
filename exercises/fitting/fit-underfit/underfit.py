"""Mend a model that does not learn: your part are `config` and `diagnose`."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

#: Where you start from.
START = {"hidden": 2, "lr": 0.001, "epochs": 3, "batch_size": 32, "optimizer": "sgd"}
NAMES = ("train_loss", "valid_loss", "train_acc", "valid_acc")


def config() -> dict[str, Any]:
    """Five settings with which the network learns its training images.

    hidden: int, 1 to 64. lr: float above 0, at most 10. epochs: int, 1 to 30. batch_size: int, 16 to 256.
    optimizer: "sgd", "momentum" or "adam".
    """
    raise NotImplementedError("TODO: return better settings than START")


def diagnose(history: dict[str, list[float]]) -> str:
    """What these curves show: "diverged", "underfit", "gap" or "learning".

    history: four lists with one number per epoch: "train_loss", "valid_loss", "train_acc", "valid_acc".
    """
    raise NotImplementedError("TODO: look at the curves and name what you see")


# What follows is complete. Run `python underfit.py` to try your settings.


def train(
    settings: dict[str, Any], data: tuple[Tensor, Tensor], valid: tuple[Tensor, Tensor], seed: int
) -> dict[str, list[float]]:
    """Train a network with one hidden layer; return loss and accuracy on both sets after each epoch."""
    generator = torch.Generator().manual_seed(seed)
    (x, y), hidden = data, settings["hidden"]
    first = torch.randn(x.shape[1], hidden, generator=generator) * (2 / x.shape[1]) ** 0.5
    second = torch.randn(hidden, 10, generator=generator) * (1 / hidden) ** 0.5
    weights = [first, torch.zeros(hidden), second, torch.zeros(10)]
    memory = [(torch.zeros_like(w), torch.zeros_like(w)) for w in weights]
    history: dict[str, list[float]] = {name: [] for name in NAMES}
    steps = 0
    for _ in range(settings["epochs"]):
        for rows in torch.randperm(len(x), generator=generator).split(settings["batch_size"]):
            steps += 1
            leaves = [w.requires_grad_() for w in weights]
            slopes = torch.autograd.grad(F.cross_entropy(scores(leaves, x[rows]), y[rows]), leaves)
            for i, slope in enumerate(slopes):
                step, memory[i] = direction(settings["optimizer"], slope, *memory[i], steps)
                weights[i] = weights[i].detach() - settings["lr"] * step
        for part, (images, labels) in (("train", data), ("valid", valid)):
            found = scores(weights, images)
            history[f"{part}_loss"].append(F.cross_entropy(found, labels).item())
            history[f"{part}_acc"].append((found.argmax(1) == labels).float().mean().item())
    return history


def scores(weights: list[Tensor], x: Tensor) -> Tensor:
    """One row of ten scores per image."""
    w1, b1, w2, b2 = weights
    return torch.relu(x @ w1 + b1) @ w2 + b2


def direction(
    optimizer: str, slope: Tensor, mean: Tensor, square: Tensor, steps: int
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Which way one step goes, and what is remembered for the next one."""
    if optimizer == "sgd":
        return slope, (mean, square)
    if optimizer == "momentum":
        mean = 0.9 * mean + slope
        return mean, (mean, square)
    mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
    ahead = (mean / (1 - 0.9**steps)) / ((square / (1 - 0.999**steps)).sqrt() + 1e-8)
    return ahead, (mean, square)


def digits() -> list[tuple[Tensor, Tensor]]:
    """800 handwritten digits to learn from, and 400 others to look at."""
    from sklearn.datasets import load_digits

    data = load_digits()
    x = torch.tensor(data.images / 16, dtype=torch.float32).flatten(1)
    y = torch.tensor(data.target).long()
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(0))
    return [(x[rows], y[rows]) for rows in (order[:800], order[800:1200])]


if __name__ == "__main__":
    for settings in (START, config()):
        print(settings)
        history = train(settings, *digits(), seed=0)
        for epoch, row in enumerate(zip(*history.values(), strict=True), start=1):
            print(f"epoch {epoch:2}", *(f"{name} {value:.3f}" for name, value in zip(NAMES, row, strict=True)))
        print("This looks like:", diagnose(history), "\n")
