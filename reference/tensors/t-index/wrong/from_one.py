"""misconception: fits-example-only

For three rows and three columns your corner is right, for other sizes it is not 2 by 2. You count from the top
left, and only there the last two begin at position 1. How do you count from the end?
"""

import torch


def corner(m):
    return m[1:, 1:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
