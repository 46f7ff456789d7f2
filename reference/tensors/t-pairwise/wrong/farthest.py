"""misconception: largest-for-smallest

You returned the point that is farthest away. Scores of a classifier are best when large, distances when
small. Which one are you looking at here?
"""

import torch


def pairwise_sq_dist(a, b):
    return ((a[:, None] - b[None]) ** 2).sum(-1)


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmax(dim=1)
