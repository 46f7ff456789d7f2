"""Sums by index_add, distances by cdist, over the known classes alone."""

import torch


def mean_images(x, y, n):
    dtype = torch.float64 if x.dtype == torch.float64 else torch.float32
    sums = torch.zeros(n, x[0].numel(), dtype=torch.float64)
    sums.index_add_(0, y, x.flatten(1).double())
    counts = torch.bincount(y, minlength=n)
    return (sums / counts[:, None]).to(dtype).reshape(n, *x.shape[1:])


def predict(x, means, kind):
    try:
        p = {"l1": 1.0, "l2": 2.0}[kind]
    except KeyError:
        raise ValueError(f"unknown kind: {kind}") from None
    known = means.isfinite().flatten(1).all(1).nonzero().squeeze(1)
    distances = torch.cdist(x.flatten(1).double(), means[known].flatten(1).double(), p=p)
    return known[distances.min(1).indices]


def accuracy(pred, y):
    return int(torch.count_nonzero(pred == y)) / pred.numel()
