"""misconception: clamped-log

For a sure and wrong model your loss stops growing at a certain height: you put a floor under the
probability before its logarithm. The number is finite, but two very different mistakes now cost the same,
and no gradient is left. Can the logarithm be reached without the tiny probability?
"""

import torch


def softmax(logits):
    shifted = logits - logits.max(dim=-1, keepdim=True).values
    e = shifted.exp()
    return e / e.sum(dim=-1, keepdim=True)


def cross_entropy(logits, labels):
    chosen = softmax(logits)[torch.arange(len(labels)), labels]
    return -torch.log(chosen.clamp(min=1e-12)).mean()
