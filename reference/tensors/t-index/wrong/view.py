"""misconception: view-not-copy

The numbers are right, but your corner is a window into the tensor you were given, not a copy: whoever writes into
one changes the other. Slices share their memory. Which method gives a tensor with memory of its own?
"""

import torch


def corner(m):
    return m[-2:, -2:]


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
