"""misconception: log-of-zero

For a sure and wrong model your loss is inf. The right class's probability is too small for the computer
and becomes 0, and the logarithm of 0 is minus infinity. Can you simplify the logarithm of the fraction on
paper, before any power is taken?
"""

import torch


def softmax(logits):
    shifted = logits - logits.max(dim=-1, keepdim=True).values
    e = shifted.exp()
    return e / e.sum(dim=-1, keepdim=True)


def cross_entropy(logits, labels):
    chosen = softmax(logits)[torch.arange(len(labels)), labels]
    return -chosen.log().mean()
