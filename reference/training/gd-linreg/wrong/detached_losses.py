"""misconception: graph-kept

Your losses are tensors, and a plain number was asked for. Each tensor in the list may hold on to everything
it was computed from, so memory grows with every step. How does a number get out of a tensor?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    w, b = w0.clone(), b0.clone()
    losses = []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean())
        grad_w = 2 * (error * x).mean()
        grad_b = 2 * error.mean()
        w = w - lr * grad_w
        b = b - lr * grad_b
    return {"w": w, "b": b, "losses": losses}
