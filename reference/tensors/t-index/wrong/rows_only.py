"""misconception: one-axis-cut

Your corner has two rows, but all the columns. One slice in square brackets cuts the first axis alone. How do you
tell PyTorch about the second axis as well?
"""

import torch


def corner(m):
    return m[-2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
