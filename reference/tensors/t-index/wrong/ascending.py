"""misconception: ascending-order

You found the right classes, but in the opposite order: the best one stands at the end of each row. Sorting goes
upwards unless it is told otherwise. Where should the first prize stand?
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
    return logits.argsort(dim=1)[:, -k:]
