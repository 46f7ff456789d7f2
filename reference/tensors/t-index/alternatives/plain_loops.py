"""One entry at a time."""

import torch


def corner(m):
    rows, columns = m.shape
    result = torch.zeros(2, 2, dtype=m.dtype)
    for i in range(2):
        for j in range(2):
            result[i, j] = m[rows - 2 + i, columns - 2 + j]
    return result


def relu_copy(x):
    result = x.clone()
    flat = result.view(-1)
    for i in range(len(flat)):
        if flat[i] < 0:
            flat[i] = 0
    return result


def one_hot(labels, n):
    result = torch.zeros(len(labels), n)
    for i, label in enumerate(labels):
        result[i, label] = 1
    return result


def scores_of_correct(logits, labels):
    return torch.stack([row[label] for row, label in zip(logits, labels, strict=True)])


def top_k_classes(logits, k):
    result = []
    for row in logits.tolist():
        order = sorted(range(len(row)), key=lambda c: -row[c])
        result.append(order[:k])
    return torch.tensor(result)
