"""misconception: classes-from-batch

A batch without the last class got fewer columns than asked for. Then tables of two batches do not fit together,
and an empty batch has no largest label at all. Who knows how many classes there are: the labels at hand, or your argument n?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(int(labels.max()) + 1)[labels]


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
