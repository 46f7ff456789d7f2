"""misconception: nan-silenced

An entry that was NaN came back as 0. Every comparison with NaN is False, so it falls among the numbers that are
not above 0. But NaN is the trace of a failed computation; with a 0 nobody finds out. Which comparison asks for the
negative numbers only?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
