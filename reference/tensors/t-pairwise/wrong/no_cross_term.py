"""misconception: cross-term-missing

You added the squares of both points, but the square of a difference has a third part. Your numbers are
right only where one of the points is at zero. Multiply out (p - q) times (p - q) on paper: what is missing?
"""

import torch


def pairwise_sq_dist(a, b):
    return (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :]


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=1)
