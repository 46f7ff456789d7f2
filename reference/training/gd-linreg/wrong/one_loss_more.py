"""misconception: one-loss-too-many

Your list has one loss more than there are steps: the loss of the final line is in it, too. The task asks
for one number per step, each measured before the step. To which step does your last entry belong?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    w, b = w0.clone(), b0.clone()
    losses = []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        grad_w = 2 * (error * x).mean()
        grad_b = 2 * error.mean()
        w = w - lr * grad_w
        b = b - lr * grad_b
    losses.append(((w * x + b - y) ** 2).mean().item())
    return {"w": w, "b": b, "losses": losses}
