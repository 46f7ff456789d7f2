"""misconception: fixed-axis

Batches of shape (n, classes) are right; a single vector fails and a tensor with more axes is shared out
along the wrong one. You counted the axis from the front. How do you name the last axis when you do not
know how many come before it?
"""

import torch


def softmax(logits):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    e = shifted.exp()
    return e / e.sum(dim=1, keepdim=True)


def cross_entropy(logits, labels):
    chosen = logits[torch.arange(len(labels)), labels]
    return (torch.logsumexp(logits, dim=-1) - chosen).mean()
