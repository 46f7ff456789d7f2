"""misconception: factor-two-missing

Each of your steps is half as long as it should be. The loss is a mean of squares, not of half squares. What
is the derivative of a square, and what became of its factor?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    w, b = w0.clone(), b0.clone()
    losses = []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        grad_w = (error * x).mean()
        grad_b = error.mean()
        w = w - lr * grad_w
        b = b - lr * grad_b
    return {"w": w, "b": b, "losses": losses}
