"""One loop over the points of a fills the table row by row."""

import torch


def pairwise_sq_dist(a, b):
    table = torch.empty(len(a), len(b), dtype=a.dtype)
    for i in range(len(a)):
        table[i] = torch.sum((b - a[i]) ** 2, dim=1)
    return table


def nearest(a, b):
    best = [int(((b - point) ** 2).sum(1).min(0).indices) for point in a]
    return torch.tensor(best, dtype=torch.long)
