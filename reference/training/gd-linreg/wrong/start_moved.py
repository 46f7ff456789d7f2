"""misconception: in-place-on-argument

After the call w0 and b0 are no longer the start: your steps were written into the caller's tensors. Another
run from the same start, for comparison, would begin at your end. Which of your operators works in place,
and on whose tensor?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    w, b = w0, b0
    losses = []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        grad_w = 2 * (error * x).mean()
        grad_b = 2 * error.mean()
        w -= lr * grad_w
        b -= lr * grad_b
    return {"w": w, "b": b, "losses": losses}
