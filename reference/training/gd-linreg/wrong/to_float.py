"""misconception: precision-lost

The points came in as float64 and your line went out as float32: half of its digits are gone. A later
comparison then fails, or hides a difference. Which of your lines decides on the dtype, instead of the
caller?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    x, y, w, b = x.float(), y.float(), w0.float(), b0.float()
    losses = []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        grad_w = 2 * (error * x).mean()
        grad_b = 2 * error.mean()
        w = w - lr * grad_w
        b = b - lr * grad_b
    return {"w": w, "b": b, "losses": losses}
