"""misconception: grad-left-behind

Your answer is right, but the caller's tensors were touched: their numbers, or the gradients they held, are not what
they were. A training loop that collects gradients would make a wrong step. How could you work on tensors of your own
with the same numbers?
"""

import torch


def grads_f(x1, x2):
    return 2.0, 2 * x2


def mse_grads(x, y, w, b):
    w.requires_grad_()
    b.requires_grad_()
    w.grad, b.grad = None, None
    with torch.enable_grad():
        loss = ((x @ w + b - y) ** 2).mean()
        loss.backward()
    return {"w": w.grad, "b": b.grad}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
