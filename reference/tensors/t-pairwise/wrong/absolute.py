"""misconception: absolute-for-square

You added up the sizes of the differences without squaring them. For differences of 0 and 1 both ways
agree, which is why the example passes. What does a difference of 3 contribute to a squared distance?
"""

import torch


def pairwise_sq_dist(a, b):
    return (a[:, None] - b[None]).abs().sum(-1)


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=1)
