"""misconception: grad-left-behind

Your answer is right, but the caller's tensors were touched: their numbers, or the gradients they held, are not what
they were. A training loop that collects gradients would make a wrong step. How could you work on tensors of your own
with the same numbers?
"""

import torch


def grads_f(x1, x2):
    return 2.0, 2 * x2


def mse_grads(x, y, w, b):
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    w1, w2 = w1.detach().requires_grad_(), w2.detach().requires_grad_()
    with torch.enable_grad():
        loss = (((x @ w1.T).relu() @ w2 - y) ** 2).mean()
        loss.backward()
    return {"w1": w1.grad, "w2": w2.grad}
