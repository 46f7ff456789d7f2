"""misconception: pairs-not-matched

For m photos you returned a table of m times m scores: all columns named by the labels were taken from every row.
Only one number per row is wanted. How do you say "row 0 with label 0, row 1 with label 1"?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[:, labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
