"""misconception: in-place-on-argument

After your function has run, the caller's scores have changed. Whoever uses them next, for example for the
loss, works with other numbers. Which of your lines writes into the tensor you were given, and how would
you make a new one instead?
"""

import torch


def softmax(logits):
    logits -= logits.max(dim=-1, keepdim=True).values
    e = logits.exp()
    return e / e.sum(dim=-1, keepdim=True)


def cross_entropy(logits, labels):
    chosen = logits[torch.arange(len(labels)), labels]
    return (torch.logsumexp(logits, dim=-1) - chosen).mean()
