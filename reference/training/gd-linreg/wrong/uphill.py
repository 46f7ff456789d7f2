"""misconception: gradient-ascent

Your loss grows from step to step although the learning rate is small: you walk uphill. The gradient points
to where the loss grows fastest. With which sign does it enter a step that should lead down?
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
        w = w + lr * grad_w
        b = b + lr * grad_b
    return {"w": w, "b": b, "losses": losses}
