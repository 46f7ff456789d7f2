"""misconception: mask-drops-shape

Your result is shorter than the input: the negative entries were left out instead of becoming 0, and the shape is
lost. A mask used as an index *picks* entries. Which other ways are there to change only some entries of a
tensor and keep all of them?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x[~(x < 0)]


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
