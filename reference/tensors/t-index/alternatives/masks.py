"""Comparisons, products and sums in place of indices."""

import torch


def corner(m):
    rows, columns = torch.arange(m.shape[0]), torch.arange(m.shape[1])
    keep = (rows >= len(rows) - 2)[:, None] & (columns >= len(columns) - 2)
    return m[keep].reshape(2, 2)


def relu_copy(x):
    return torch.where(x < 0, 0, x).to(x.dtype)


def one_hot(labels, n):
    return (labels[:, None] == torch.arange(n)[None, :]) * 1.0


def scores_of_correct(logits, labels):
    mask = one_hot(labels, logits.shape[1]).to(logits.dtype)
    return torch.einsum("mn,mn->m", logits, mask)


def top_k_classes(logits, k):
    left, found = logits.clone(), []
    for _ in range(k):
        best = left.argmax(dim=1)
        found.append(best)
        left[torch.arange(len(best)), best] = -torch.inf
    return torch.stack(found, dim=1)
