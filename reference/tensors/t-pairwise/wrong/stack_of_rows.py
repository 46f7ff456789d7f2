"""misconception: empty-input

With at least one point all is well; without points your list of rows is empty, and an empty list cannot be
stacked. Real programs meet this: a filter that keeps nothing. How could the table know its shape before
the first row is there?
"""

import torch


def pairwise_sq_dist(a, b):
    return torch.stack([((point - b) ** 2).sum(-1) for point in a])


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=1)
