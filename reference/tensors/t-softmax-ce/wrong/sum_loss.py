"""misconception: mean-vs-sum

For one picture your loss is right; for more it is too large by the number of pictures. A loss that grows
with the batch would make the steps of training grow with it too. How should the losses of the pictures be
put together?
"""

import torch


def softmax(logits):
    shifted = logits - logits.max(dim=-1, keepdim=True).values
    e = shifted.exp()
    return e / e.sum(dim=-1, keepdim=True)


def cross_entropy(logits, labels):
    chosen = logits[torch.arange(len(labels)), labels]
    return (torch.logsumexp(logits, dim=-1) - chosen).sum()
