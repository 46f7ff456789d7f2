"""misconception: squeezed-axis

With k = 1 or with a single photo your result lost an axis. `squeeze` without a number removes every axis of length
1, also one that only happens to be that long. Which shape should a batch of one photo have?
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
    return logits.topk(k, dim=1).indices.squeeze()
