"""Matrix products, einsum and norms: the mean of squares is a squared length divided by a count."""

import torch


def dot_loop(w, x):
    total = torch.zeros((), dtype=torch.result_type(w, x))
    for k in reversed(range(len(x))):
        total = total + w.narrow(0, k, 1).squeeze() * x[k]
    return total


def dot_ops(w, x):
    return (w[None, :] @ x[:, None]).squeeze()


def linear(W, b, X):
    return torch.einsum("oi,...i->...o", W, X) + b


def flat(pred, true):
    if pred.shape != true.shape:
        raise ValueError("shapes")
    residual = true - pred
    return (residual * 1.0).flatten()


def mse(pred, true):
    r = flat(pred, true)
    return r @ r / r.numel()


def mae(pred, true):
    r = flat(pred, true)
    return torch.linalg.vector_norm(r, ord=1) / r.numel()
