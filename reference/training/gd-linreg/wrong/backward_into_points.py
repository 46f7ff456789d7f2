"""misconception: grad-left-behind

An old gradient in the caller's `.grad` got mixed up with yours: it was there before your call, and it is
changed after it, or your first step has used it. `.grad` belongs to whoever owns the tensor. How do you get
tensors whose `.grad` is your own?
"""

import torch


def fit(x, y, w0, b0, lr, steps):
    w = w0.detach().clone().requires_grad_()
    b = b0.detach().clone().requires_grad_()
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        b.grad = None
    return {"w": w.detach(), "b": b.detach(), "losses": losses}
