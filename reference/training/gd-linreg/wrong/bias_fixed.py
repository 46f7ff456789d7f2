"""misconception: bias-not-trained

After all steps b is where it started, so your line can turn and never rise. With points whose x are
balanced around 0 this stays hidden. Which of the two numbers does your step move, and which did the task
name?
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
        w = w - lr * grad_w
    return {"w": w, "b": b, "losses": losses}
