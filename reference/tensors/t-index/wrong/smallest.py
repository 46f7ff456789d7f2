"""misconception: smallest-for-largest

You returned the classes with the lowest scores: sorting goes upwards unless it is told otherwise, so the beginning
of the row holds the losers. What do you have to turn round, the sorting or the numbers?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.argsort(dim=1)[:, :k]
