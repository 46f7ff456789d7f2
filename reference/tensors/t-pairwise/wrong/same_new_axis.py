"""misconception: broadcast-silent

Both tensors got their new axis in the same place, so rows are still paired with rows: with equally many
points you get one column, otherwise an error. Write the two shapes below each other. Which axis should
belong to a alone, and which to b alone?
"""

import torch


def pairwise_sq_dist(a, b):
    differences = a[:, None] - b[:, None]
    return (differences**2).sum(dim=-1)


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=1)
