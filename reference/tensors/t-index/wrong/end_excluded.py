"""misconception: end-excluded

Your corner lost the last row and the last column. The end of a slice is not part of it, so a slice that ends at -1
stops one before the last. What do you write where a slice should run to the very end?
"""

import torch


def corner(m):
    return m[-2:-1, -2:-1].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
