"""misconception: optimizer-not-plain

Your first step is right; later ones go too far in the old direction. Your steps match those of momentum, or
of another optimizer with a memory. The task asks for plain gradient descent. Which settings does your
optimizer have?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    w, b = w0.clone(), b0.clone()
    losses = []
    speed_w = speed_b = 0
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        grad_w = 2 * (error * x).mean()
        grad_b = 2 * error.mean()
        speed_w = 0.9 * speed_w + grad_w
        speed_b = 0.9 * speed_b + grad_b
        w = w - lr * speed_w
        b = b - lr * speed_b
    return {"w": w, "b": b, "losses": losses}
