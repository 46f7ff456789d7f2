"""The built-in functions, after the shapes have been compared."""

import torch
import torch.nn.functional as F


def checked(pred, true):
    if pred.size() != true.size():
        raise ValueError("predictions and true values must have one shape")
    dtype = torch.promote_types(torch.result_type(pred, true), torch.float32)
    return pred.to(dtype), true.to(dtype)


def dot_loop(w, x):
    total = 0
    for weight, value in zip(w, x, strict=True):
        total += weight * value
    return total


def dot_ops(w, x):
    return torch.dot(w, x)


def linear(W, b, X):
    return F.linear(X, W, b)


def mse(pred, true):
    return F.mse_loss(*checked(pred, true))


def mae(pred, true):
    return F.l1_loss(*checked(pred, true))
