"""misconception: boundary-left-out

A row whose probability is exactly the threshold is missing from your list. At a threshold of 1, rows
that are recalled with full certainty are gone. What do the words 'at least' say about equality?
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

HIDDEN = 256
STEPS = 150
LR = 0.5
MOMENTUM = 0.9


def scores(state: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    hidden = torch.relu(x @ state["W1"].T + state["b1"])
    return hidden @ state["W2"].T + state["b2"]


def start(d: int, classes: int, seed: int) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return {
        "W1": torch.randn(HIDDEN, d, generator=generator) * (2 / d) ** 0.5,
        "b1": torch.zeros(HIDDEN),
        "W2": torch.randn(classes, HIDDEN, generator=generator) * (1 / HIDDEN) ** 0.5,
        "b2": torch.zeros(classes),
    }


def memorize(x: torch.Tensor, y: torch.Tensor, seed: int) -> dict[str, Any]:
    state = start(x.shape[1], int(y.max()) + 1, seed)
    speed = {name: torch.zeros_like(value) for name, value in state.items()}
    for _ in range(STEPS):
        leaves = {name: value.requires_grad_() for name, value in state.items()}
        slopes = torch.autograd.grad(F.cross_entropy(scores(leaves, x), y), list(leaves.values()))
        for name, slope in zip(state, slopes, strict=True):
            speed[name] = MOMENTUM * speed[name] + slope
            state[name] = state[name].detach() - LR * speed[name]
    right = scores(state, x).argmax(1) == y
    return {"state": state, "train_acc": right.double().mean().item()}


def gap(train_acc: float, valid_acc: float) -> float:
    return train_acc - valid_acc


def exposed(state: dict[str, torch.Tensor], x: torch.Tensor, y: torch.Tensor, threshold: float) -> list[int]:
    own = scores(state, x).softmax(1)[torch.arange(len(y)), y]
    return (own > threshold).nonzero().flatten().tolist()
