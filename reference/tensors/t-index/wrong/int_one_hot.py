"""misconception: dtype-uint8-int

Your ones and zeros are whole numbers. Multiplied with scores or compared with probabilities, other code expects
floats, and a matrix product of both kinds stops with an error. Which dtype was asked for, and where do you choose it?
"""

import torch
import torch.nn.functional as F


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return F.one_hot(labels, n)


def scores_of_correct(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
