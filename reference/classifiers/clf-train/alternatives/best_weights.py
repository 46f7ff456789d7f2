"""Softmax regression taken to its optimum by L-BFGS: every seed ends there; the first epoch is good."""

from __future__ import annotations

import torch
import torch.nn.functional as F


def rows(x):
    ones = torch.ones(len(x), 1, dtype=torch.float64)
    return torch.cat([x.reshape(len(x), 64).double() / 16, ones], dim=1)


def train(x_train, y_train, x_valid, y_valid, seed):
    """A few epochs of full-batch steps with weight decay, in float64."""
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randn(65, int(y_train.max()) + 1, generator=generator, dtype=torch.float64) / 100
    weights.requires_grad_()
    x, held_out = rows(x_train), rows(x_valid)
    optimizer = torch.optim.LBFGS([weights], max_iter=8)

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(x @ weights, y_train) + 1e-3 * weights.square().sum()
        loss.backward()
        return loss

    history = []
    for _ in range(8):
        optimizer.step(closure)
        with torch.no_grad():
            scores = held_out @ weights
            history.append(
                {
                    "train_loss": F.cross_entropy(x @ weights, y_train).item(),
                    "valid_loss": F.cross_entropy(scores, y_valid).item(),
                    "valid_acc": scores.argmax(1).eq(y_valid).double().mean().item(),
                }
            )
    return {"history": history, "state": {"weights": weights.detach()}, "config": {}}


def predict(state, config, x):
    """The class with the highest score."""
    return (rows(x) @ state["weights"]).argmax(1)
