"""misconception: loop-not-entered

Without a single step your code stops with an error: it uses a name that only comes to life inside the loop.
A caller who asks for no step expects the line to come back as it was. What holds w and b before the first
step?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    old_w, old_b = w0.clone(), b0.clone()
    losses = []
    for _ in range(steps):
        error = old_w * x + old_b - y
        losses.append((error**2).mean().item())
        grad_w = 2 * (error * x).mean()
        grad_b = 2 * error.mean()
        w = old_w - lr * grad_w
        b = old_b - lr * grad_b
        old_w, old_b = w, b
    return {"w": w, "b": b, "losses": losses}
