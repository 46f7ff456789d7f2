"""misconception: mixed-moments

Your losses drift slowly: the step of b is computed after W has already moved, so the two gradients belong
to different places. Each update should look once and then move everything. Which values of W does your
gradient of b see?
"""

import torch
import torch.nn.functional as F


def run_batches(x, y, W, b, lr, batches):
    W, b = W.clone(), b.clone()
    losses = []
    for rows in batches:
        truth = F.one_hot(y[rows], len(b))
        losses.append(F.cross_entropy(x[rows] @ W.T + b, y[rows]).item())
        error_W = (torch.softmax(x[rows] @ W.T + b, dim=1) - truth) / len(rows)
        W = W - lr * error_W.T @ x[rows]
        error_b = (torch.softmax(x[rows] @ W.T + b, dim=1) - truth) / len(rows)
        b = b - lr * error_b.sum(dim=0)
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
