"""misconception: precision-lost

You were given float64 and returned float32: half of the digits are gone. Code that mixes the two then
stops with a dtype error, or loses digits silently. Which line decides on the dtype for the caller?
"""

import torch


def softmax(logits):
    logits = logits.float()
    e = torch.exp(logits - logits.max(dim=-1, keepdim=True).values)
    return e / e.sum(dim=-1, keepdim=True)


def cross_entropy(logits, labels):
    logits = logits.float()
    chosen = logits[torch.arange(len(labels)), labels]
    return (torch.logsumexp(logits, dim=-1) - chosen).mean()
