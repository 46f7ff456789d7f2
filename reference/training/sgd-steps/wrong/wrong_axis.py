"""misconception: axis-confusion

Your softmax runs over the pictures of the batch instead of over the classes: the scores of one class are
shared out among the pictures. Each picture's gradient then depends on its neighbours. In scores of shape
(pictures, classes), which axis should sum to 1?
"""

import torch
import torch.nn.functional as F


def run_batches(x, y, W, b, lr, batches):
    W, b = W.clone(), b.clone()
    losses = []
    for rows in batches:
        scores = x[rows] @ W.T + b
        losses.append(F.nll_loss(torch.log_softmax(scores, dim=0), y[rows]).item())
        error = (torch.softmax(scores, dim=0) - F.one_hot(y[rows], len(b))) / len(rows)
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
