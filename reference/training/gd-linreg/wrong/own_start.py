"""misconception: start-ignored

Your line starts at w = 0 and b = 0, wherever the caller asked it to start. The example of the prompt starts
there, too, so it does not show. Which two arguments does your code never look at?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    w, b = torch.zeros_like(w0), torch.zeros_like(b0)
    losses = []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        grad_w = 2 * (error * x).mean()
        grad_b = 2 * error.mean()
        w = w - lr * grad_w
        b = b - lr * grad_b
    return {"w": w, "b": b, "losses": losses}
