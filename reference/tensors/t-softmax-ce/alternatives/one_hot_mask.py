"""A one-hot mask instead of indexing, einsum instead of a product and a sum."""

import torch


def softmax(logits):
    top = torch.amax(logits, -1).unsqueeze(-1)
    powers = torch.pow(torch.tensor(torch.e, dtype=logits.dtype), logits - top)
    return torch.einsum("...c,...->...c", powers, 1 / powers.sum(-1))


def cross_entropy(logits, labels):
    mask = (labels[:, None] == torch.arange(logits.shape[1])).to(logits.dtype)
    log_probabilities = torch.log_softmax(logits, 1)
    return -torch.einsum("nc,nc->", mask, log_probabilities) / logits.shape[0]
