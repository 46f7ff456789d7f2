"""Leaves of one's own and backward."""

import torch


def fit(x, y, w0, b0, lr, steps):
    x, y = x.detach(), y.detach()
    w, b = w0.detach().clone().requires_grad_(), b0.detach().clone().requires_grad_()
    losses = []
    for _ in range(steps):
        loss = torch.nn.functional.mse_loss(w * x + b, y)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
        losses.append(loss.item())
    return {"w": w.detach(), "b": b.detach(), "losses": losses}
