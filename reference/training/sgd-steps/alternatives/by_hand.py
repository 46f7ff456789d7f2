"""Gradients on paper, in float64 with numpy; random.Random for the order."""

import random

import numpy as np
import torch


def log_softmax(scores):
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def run_batches(x, y, W, b, lr, batches):
    pictures, labels = x.numpy().astype(np.float64), y.numpy()
    weights, bias = W.numpy().astype(np.float64), b.numpy().astype(np.float64)
    losses = []
    for rows in batches:
        log_p = log_softmax(pictures[rows] @ weights.T + bias)
        picked = (np.arange(len(rows)), labels[rows])
        losses.append(float(-log_p[picked].mean()))
        error = np.exp(log_p)
        error[picked] -= 1
        weights = weights - lr / len(rows) * error.T @ pictures[rows]
        bias = bias - lr / len(rows) * error.sum(axis=0)
    W, b = torch.tensor(weights, dtype=W.dtype), torch.tensor(bias, dtype=b.dtype)
    return {"W": W, "b": b, "losses": losses}


def train(x, y, lr, batches):
    classes = int(y.max()) + 1
    out = run_batches(x, y, torch.zeros(classes, x.shape[1]), torch.zeros(classes), lr, batches)
    log_p = log_softmax((x @ out["W"].T + out["b"]).numpy())
    return float(-log_p[np.arange(len(y)), y.numpy()].mean()), len(batches)


def compare(x, y, epochs, lr, batch_size, seed):
    source, sgd = random.Random(seed), []
    for _ in range(epochs):
        left = list(range(len(x)))
        source.shuffle(left)
        while left:
            sgd.append(left[:batch_size])
            left = left[batch_size:]
    gd_loss, gd_updates = train(x, y, lr, [list(range(len(x)))] * epochs)
    sgd_loss, sgd_updates = train(x, y, lr, sgd)
    return {"gd_loss": gd_loss, "sgd_loss": sgd_loss, "gd_updates": gd_updates, "sgd_updates": sgd_updates}
