"""misconception: in-place-on-argument

After the call the caller's points are squared: a method whose name ends in an underscore writes into its
own tensor. A second call with the same points gives another answer. Which form of that method makes a new
tensor?
"""

import torch


def pairwise_sq_dist(a, b):
    product = a @ b.T
    squares = a.square_().sum(1)[:, None] + b.square_().sum(1)
    return (squares - 2 * product).clamp(min=0)


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=1)
