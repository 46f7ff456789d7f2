"""misconception: root-of-distance

Your numbers are the square roots of the expected ones. The order of the points stays the same, yet the
caller adds these numbers up as squares and would get another sum. Read the name of the function once more:
what is asked for?
"""

import torch


def pairwise_sq_dist(a, b):
    return ((a[:, None] - b[None]) ** 2).sum(-1).sqrt()


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=1)
