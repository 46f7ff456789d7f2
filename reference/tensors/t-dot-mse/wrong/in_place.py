"""misconception: in-place-on-argument

After your function has run, the caller's predictions have become differences. Whoever uses them next works with
other numbers. Which of your lines writes into the tensor you were given, and how would you make a new one?
"""

import torch


def dot_loop(w, x):
    total = 0
    for i in range(len(w)):
        total = total + w[i] * x[i]
    return total


def dot_ops(w, x):
    return (w * x).sum()


def linear(W, b, X):
    return X @ W.T + b


def residual(pred, true):
    if pred.shape != true.shape:
        raise ValueError("the shapes differ")
    if not pred.is_floating_point():
        pred = pred.to(torch.promote_types(true.dtype, torch.float32))
    pred -= true
    return pred


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
