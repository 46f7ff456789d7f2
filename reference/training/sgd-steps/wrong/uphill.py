"""misconception: gradient-ascent

Your losses rise: the gradient is added to the weights. It points to where the loss grows fastest, so this
walks uphill. Which sign stands in the update rule?
"""

import torch
import torch.nn.functional as F


def run_batches(x, y, W, b, lr, batches):
    losses = []
    for rows in batches:
        W = W.detach().clone().requires_grad_()
        b = b.detach().clone().requires_grad_()
        loss = F.cross_entropy(x[rows] @ W.T + b, y[rows])
        loss.backward()
        W, b = W + lr * W.grad, b + lr * b.grad
        losses.append(loss.item())
    return {"W": W.detach().clone(), "b": b.detach().clone(), "losses": losses}


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
