"""misconception: tensor-for-number

You returned tensors where plain Python numbers were asked for. They look alike when printed, but a tensor cannot be
stored as a number everywhere, and it may drag its history along. Which method takes a single number out?
"""

import torch


def grads_f(x1, x2):
    point = torch.tensor([x1, x2], requires_grad=True)
    (2 * point[0] + point[1] ** 2 + 5).backward()
    return point.grad[0], point.grad[1]


def mse_grads(x, y, w, b):
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
