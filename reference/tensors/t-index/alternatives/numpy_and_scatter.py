"""NumPy where no gradient is needed, scatter and the diagonal elsewhere."""

import numpy as np
import torch


def corner(m):
    return torch.from_numpy(np.flip(m.numpy()[::-1, ::-1][:2, :2]).copy())


def relu_copy(x):
    return torch.maximum(x, torch.zeros((), dtype=x.dtype))


def one_hot(labels, n):
    return torch.zeros(len(labels), n).scatter_(1, labels.view(-1, 1), 1.0)


def scores_of_correct(logits, labels):
    return torch.diagonal(logits.index_select(1, labels))


def top_k_classes(logits, k):
    order = np.argsort(-logits.detach().numpy(), axis=-1)
    return torch.from_numpy(order[:, :k].copy()).long()
