"""misconception: graph-cut

The scores are right, but no gradient comes back: a new tensor was made from plain numbers, and plain numbers do not
remember where they come from. A loss built on these scores could not train the model. How can a tensor be picked
apart without leaving tensors?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    picked = [logits[i, label].item() for i, label in enumerate(labels)]
    return torch.tensor(picked, dtype=logits.dtype)


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
