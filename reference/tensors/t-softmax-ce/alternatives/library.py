"""The built-in functions."""

import torch.nn.functional as F


def softmax(logits):
    return F.softmax(logits, dim=-1)


def cross_entropy(logits, labels):
    return F.cross_entropy(logits, labels)
