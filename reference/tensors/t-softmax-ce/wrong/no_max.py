"""misconception: numeric-overflow

For small scores all is well; around 1000 or -1000 you get nan. The power of e overflows to inf or shrinks
to 0, and inf/inf or 0/0 is no number. Adding one number to all scores of a row leaves its probabilities as
they are. Which number would keep every power in reach?
"""

import torch


def softmax(logits):
    e = torch.exp(logits)
    return e / e.sum(dim=-1, keepdim=True)


def cross_entropy(logits, labels):
    chosen = softmax(logits)[torch.arange(len(labels)), labels]
    return -chosen.log().mean()
