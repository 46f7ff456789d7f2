"""Reference: the largest score of each row is taken away first, so that nothing overflows."""

import torch
from torch import Tensor


def _log_softmax(logits: Tensor) -> Tensor:
    shifted = logits - logits.max(dim=-1, keepdim=True).values
    return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()


def softmax(logits: Tensor) -> Tensor:
    """Turn scores into probabilities along the last axis."""
    shifted = logits - logits.max(dim=-1, keepdim=True).values
    weights = shifted.exp()
    return weights / weights.sum(dim=-1, keepdim=True)


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean of minus the log-probability of the right class."""
    rows = torch.arange(len(labels))
    return -_log_softmax(logits)[rows, labels].mean()
