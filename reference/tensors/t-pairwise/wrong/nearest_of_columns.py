"""misconception: nearest-wrong-axis

Your answer has one number per point of b: for each of them you found the closest point of a. The question
was the other way round. In the table, one point of a is one row: along which axis should the search for
the smallest number go?
"""

import torch


def pairwise_sq_dist(a, b):
    return ((a[:, None] - b[None]) ** 2).sum(-1)


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=0)
