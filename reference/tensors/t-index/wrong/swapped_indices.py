"""misconception: axis-confusion

You looked up row `labels[i]` and column i, the other way round. With as many photos as classes this runs and gives
scores of other photos; otherwise it may stop. Which axis of the logits stands for the photos, and which for the classes?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits[labels, torch.arange(len(labels))]


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
