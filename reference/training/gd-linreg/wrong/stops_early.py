"""misconception: stops-early

You stop before all steps are made: when the loss hardly changes, or when it gets too large. The caller
asked for a number of steps and gets a list of another length. Who decides here when it is enough?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    w, b = w0.clone(), b0.clone()
    losses = []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        if len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-6:
            break
        grad_w = 2 * (error * x).mean()
        grad_b = 2 * error.mean()
        w = w - lr * grad_w
        b = b - lr * grad_b
    return {"w": w, "b": b, "losses": losses}
