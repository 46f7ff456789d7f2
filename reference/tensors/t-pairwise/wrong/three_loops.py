"""misconception: python-loop-speed

Your numbers are right, and your code goes through them one coordinate at a time: 10 million steps of
Python for 400 against 410 points. Each step costs more than the arithmetic in it. Which of the three loops
can a tensor operation do for you, and then the next one?
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
