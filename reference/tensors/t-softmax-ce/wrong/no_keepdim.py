"""misconception: broadcast-silent

For one vector your numbers are right. In a batch the rows no longer sum to 1, or the division does not run
at all. The totals have one axis less than the scores, so they line up with the columns. What shape does
your total have, and which shape would pair each total with its own row?
"""

import torch


def softmax(logits):
    shifted = logits - logits.max(dim=-1, keepdim=True).values
    e = shifted.exp()
    return e / e.sum(dim=-1)


def cross_entropy(logits, labels):
    chosen = logits[torch.arange(len(labels)), labels]
    return (torch.logsumexp(logits, dim=-1) - chosen).mean()
