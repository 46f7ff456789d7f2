"""misconception: graph-kept

Your losses are tensors, and a plain number was asked for. Each tensor in the list may hold on to everything
it was computed from, so memory grows with every step. How does a number get out of a tensor?
"""

import torch


def fit(x, y, w0, b0, lr, steps):
    w = w0.detach().clone().requires_grad_()
    b = b0.detach().clone().requires_grad_()
    losses = []
    for _ in range(steps):
        loss = ((w * x.detach() + b - y.detach()) ** 2).mean()
        losses.append(loss)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        b.grad = None
    return {"w": w.detach(), "b": b.detach(), "losses": losses}
