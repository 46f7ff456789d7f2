"""Means as a product with a one-hot matrix; L2 by expanding the square, L1 by broadcasting."""

import torch
import torch.nn.functional as F


def mean_images(x, y, n):
    pixels = x.to(torch.float64)
    weights = F.one_hot(y, n).to(torch.float64)
    means = torch.einsum("ik,ihw->khw", weights, pixels) / weights.sum(0)[:, None, None]
    return means if x.dtype == torch.float64 else means.float()


def predict(x, means, kind):
    a, b = x.flatten(1).double(), means.flatten(1).double()
    if kind == "l2":
        distances = -2 * a @ b.T + b.square().sum(1)
    elif kind == "l1":
        distances = (a.unsqueeze(1) - b.unsqueeze(0)).abs().sum(-1)
    else:
        raise ValueError("kind")
    return torch.where(distances.isnan(), torch.inf, distances).argmin(dim=-1)


def accuracy(pred, y):
    return 1 - torch.ne(pred, y).sum().item() / len(pred)
