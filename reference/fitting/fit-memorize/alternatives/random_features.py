"""No loop at all: a random first layer, and the second one by least squares with a small ridge in NumPy."""

import numpy as np
import torch


def forward(state, x):
    value = {name: tensor.numpy().astype(np.float64) for name, tensor in state.items()}
    hidden = np.maximum(x.numpy().astype(np.float64) @ value["W1"].T + value["b1"], 0)
    return hidden @ value["W2"].T + value["b2"]


def memorize(x, y, seed):
    rng = np.random.default_rng(seed)
    classes, d, hidden = int(y.max()) + 1, x.shape[1], 1200
    state = {
        "W1": torch.tensor(rng.normal(size=(hidden, d)), dtype=torch.float32),
        "b1": torch.tensor(rng.normal(size=hidden), dtype=torch.float32),
        "W2": torch.eye(hidden),
        "b2": torch.zeros(hidden),
    }
    features = forward(state, x)
    target = np.eye(classes)[y.numpy()]
    ridge = 1e-3 * np.eye(len(x))
    weights = features.T @ np.linalg.solve(features @ features.T + ridge, target)
    state |= {"W2": torch.tensor(weights.T, dtype=torch.float32), "b2": torch.zeros(classes)}
    return {"state": state, "train_acc": float(np.mean(forward(state, x).argmax(1) == y.numpy()))}


def gap(train_acc, valid_acc):
    return float(np.subtract(train_acc, valid_acc))


def exposed(state, x, y, threshold):
    found = forward(state, x)
    powers = np.exp(found - found.max(axis=1, keepdims=True))
    own = (powers / powers.sum(axis=1, keepdims=True))[np.arange(len(y)), y.numpy()]
    return [int(row) for row in np.flatnonzero(own >= threshold)]
