"""misconception: grad-accumulates

The gradient grows from call to call, or contains an old one: `backward` adds to what is already in `.grad`.
Then your answer depends on what happened before. Whose tensor keeps that `.grad` between the calls, and
who empties it?
"""

import torch


point = torch.zeros(2, dtype=torch.float64, requires_grad=True)


def grads_f(x1, x2):
    point.data = torch.tensor([x1, x2], dtype=torch.float64)
    with torch.enable_grad():
        f = 2 * point[0] + point[1] ** 2 + 5
        f.backward()
    return point.grad[0].item(), point.grad[1].item()


def mse_grads(x, y, w, b):
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
