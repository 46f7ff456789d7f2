"""torch.cdist, squared again, and topk in place of argmin."""

import torch


def pairwise_sq_dist(a, b):
    return torch.cdist(a, b) ** 2


def nearest(a, b):
    return torch.cdist(a, b).topk(1, dim=1, largest=False).indices[:, 0]
