"""Adam; a table of rules, the first that holds wins."""

import numpy as np


def config():
    return dict(hidden=64, lr=0.01, epochs=30, batch_size=32, optimizer="adam")


def rose(values):
    return values[-1] - values[len(values) // 2]


def is_gap(c):
    apart = c["train_acc"][-1] - c["valid_acc"][-1] >= 0.2
    return c["train_acc"][-1] > 0.9 and apart and rose(c["valid_acc"]) < 0.03


def is_diverged(c):
    return not np.isfinite(c["train_loss"]).all() or c["train_loss"][-1] > c["train_loss"][0]


RULES = [
    ("diverged", is_diverged),
    ("underfit", lambda c: c["train_acc"][-1] < 0.6 and rose(c["train_acc"]) < 0.05),
    ("gap", is_gap),
    ("learning", lambda c: True),
]


def diagnose(history):
    curves = {name: np.array(values) for name, values in history.items()}
    return next(name for name, holds in RULES if holds(curves))
