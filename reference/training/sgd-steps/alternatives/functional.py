"""torch.func.grad on a dict of weights; numpy draws the order."""

import numpy as np
import torch


def loss_of(weights, x, y):
    scores = x @ weights["W"].T + weights["b"]
    return (torch.logsumexp(scores, 1) - scores.gather(1, y[:, None])[:, 0]).mean()


def run_batches(x, y, W, b, lr, batches):
    weights = {"W": W + 0, "b": b + 0}
    losses = []
    step = torch.func.grad_and_value(loss_of)
    for rows in batches:
        grads, loss = step(weights, x[rows], y[rows])
        weights = {name: value - lr * grads[name] for name, value in weights.items()}
        losses.append(loss.item())
    return {**weights, "losses": losses}


def compare(x, y, epochs, lr, batch_size, seed):
    source = np.random.default_rng(seed)
    orders = [source.permutation(len(x)) for _ in range(epochs)]
    cuts = range(batch_size, len(x), batch_size)
    plans = {
        "gd": [list(range(len(x)))] * epochs,
        "sgd": [part.tolist() for order in orders for part in np.split(order, cuts)],
    }
    result = {}
    for name, batches in plans.items():
        k = int(y.max()) + 1
        out = run_batches(x, y, torch.zeros(k, x.shape[1]), torch.zeros(k), lr, batches)
        result[name + "_loss"] = loss_of(out, x, y).item()
        result[name + "_updates"] = len(batches)
    return result
