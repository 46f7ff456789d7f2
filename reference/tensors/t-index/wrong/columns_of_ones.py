"""misconception: pairs-not-matched

Your rows hold several ones: the columns of all labels were filled in every row. Each row should hold a single 1, in
the column of its own label. How do you name row i and column `labels[i]` together?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    result = torch.zeros(len(labels), n)
    result[:, labels] = 1
    return result


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
