"""misconception: axis-confusion

You found the best photos of each class; wanted are the best classes of each photo. On a square table the shape
does not tell. Along which axis does the search have to go, so that one row of results is left per photo?
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
    return logits.topk(min(k, len(logits)), dim=0).indices.T
