"""Plain SGD with small batches; slopes of the curves by least squares in torch."""

import torch


def config():
    settings = {"optimizer": "sgd", "batch_size": 16}
    settings.update(hidden=64, lr=0.3, epochs=30)
    return settings


def change(values):
    """How much the straight line through the second half rises."""
    late = torch.tensor(values[len(values) // 2 :], dtype=torch.float64)
    t = torch.linspace(-0.5, 0.5, len(late), dtype=torch.float64)
    return float((t * late).sum() / (t * t).sum())


def diagnose(history):
    losses = torch.tensor(history["train_loss"])
    if losses.isnan().any() or losses.isinf().any() or losses[-1] > losses[0] * 2:
        return "diverged"
    moving = change(history["valid_acc"]) > 0.06
    train, valid = history["train_acc"][-1], history["valid_acc"][-1]
    match (moving, train < 0.7, train - valid > 0.15):
        case (False, True, _):
            return "underfit"
        case (False, False, True):
            return "gap"
    return "learning"
