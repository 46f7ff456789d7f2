"""The functions that PyTorch has for this."""

import torch
import torch.nn.functional as F


def corner(m):
    return torch.tensor(m[-2:, -2:].tolist(), dtype=m.dtype)


def relu_copy(x):
    return F.relu(x)


def one_hot(labels, n):
    return F.one_hot(labels, n).float()


def scores_of_correct(logits, labels):
    return logits.gather(1, labels.unsqueeze(1)).squeeze(1)


def top_k_classes(logits, k):
    return torch.argsort(logits, dim=1, descending=True)[:, :k]
