"""misconception: grad-accumulates

Your first step is right; from the second on you go by the sum of all gradients so far. The old gradient is
still in `.grad` when backward adds the new one. What has to happen between two steps?
"""

import torch


def fit(x, y, w0, b0, lr, steps):
    w = w0.detach().clone().requires_grad_()
    b = b0.detach().clone().requires_grad_()
    losses = []
    for _ in range(steps):
        loss = ((w * x.detach() + b - y.detach()) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return {"w": w.detach(), "b": b.detach(), "losses": losses}
