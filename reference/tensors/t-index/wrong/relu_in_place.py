"""misconception: in-place-on-argument

Your function changed the tensor that it was given: its negative numbers are gone for the caller as well, who may still need them.
Which of your lines writes, and into whose tensor? How would you get one of your own to write into?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    x[x < 0] = 0
    return x


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
