"""misconception: fixed-batch-size

As long as all batches have one size your numbers are right; a smaller batch takes too short a step. You
divide by the size of the first batch every time. How many pictures is the mean of this batch taken over?
"""

import torch
import torch.nn.functional as F


def run_batches(x, y, W, b, lr, batches):
    W, b = W.clone(), b.clone()
    losses = []
    for rows in batches:
        scores = x[rows] @ W.T + b
        losses.append(F.cross_entropy(scores, y[rows]).item())
        error = (torch.softmax(scores, dim=1) - F.one_hot(y[rows], len(b))) / len(batches[0])
        W = W - lr * error.T @ x[rows]
        b = b - lr * error.sum(dim=0)
    return {"W": W, "b": b, "losses": losses}


def compare(x, y, epochs, lr, batch_size, seed):
    n, classes = len(x), int(y.max()) + 1
    W, b = torch.zeros(classes, x.shape[1], dtype=x.dtype), torch.zeros(classes, dtype=x.dtype)
    gd = [list(range(n))] * epochs
    generator = torch.Generator().manual_seed(seed)
    sgd = []
    for epoch in range(epochs):
        order = torch.randperm(n, generator=generator).tolist()
        sgd += [order[i : i + batch_size] for i in range(0, n, batch_size)]
    by_gd = run_batches(x, y, W, b, lr, gd)
    by_sgd = run_batches(x, y, W, b, lr, sgd)
    return {
        "gd_loss": F.cross_entropy(x @ by_gd["W"].T + by_gd["b"], y).item(),
        "sgd_loss": F.cross_entropy(x @ by_sgd["W"].T + by_sgd["b"], y).item(),
        "gd_updates": len(gd),
        "sgd_updates": len(sgd),
    }
