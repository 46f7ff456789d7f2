"""misconception: value-for-index

You returned the highest scores themselves; asked for are the numbers of the classes that got them. PyTorch's
functions for the largest entries give both. Which of the two parts says *where* an entry stands?
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
    return logits.topk(k, dim=1).values
