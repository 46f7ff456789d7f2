"""misconception: python-loop-speed

Your numbers are right, and your code goes through them one by one: 164,000 steps of Python for 400 against
410 points, or more. Each step costs more than the arithmetic in it. Which shape would hold all differences
at once, and which operation could then work on the whole of it?
"""

import torch


def pairwise_sq_dist(a, b):
    table = torch.zeros(len(a), len(b), dtype=a.dtype)
    rows_a, rows_b = a.tolist(), b.tolist()
    for i, p in enumerate(rows_a):
        for j, q in enumerate(rows_b):
            total = 0.0
            for k in range(len(p)):
                total += (p[k] - q[k]) ** 2
            table[i, j] = total
    return table


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(dim=1)
