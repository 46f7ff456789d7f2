"""misconception: python-loop-speed

Your numbers are right, and your code goes through them one by one: 164,000 steps of Python for 400 against
410 points, or more. Each step costs more than the arithmetic in it. Which shape would hold all differences
at once, and which operation could then work on the whole of it?
"""

import torch


def pairwise_sq_dist(a, b):
    table = torch.zeros(len(a), len(b), dtype=a.dtype)
    for i in range(len(a)):
        for j in range(len(b)):
            table[i, j] = ((a[i] - b[j]) ** 2).sum()
    return table


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=1)
