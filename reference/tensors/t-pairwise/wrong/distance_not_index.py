"""misconception: value-for-index

You returned how far the closest point is, not which one it is. The minimum along an axis has two parts,
the value and its place. Which of the two is asked for, and which dtype does a row number have?
"""

import torch


def pairwise_sq_dist(a, b):
    return ((a[:, None] - b[None]) ** 2).sum(-1)


def nearest(a, b):
    return pairwise_sq_dist(a, b).min(dim=1).values
