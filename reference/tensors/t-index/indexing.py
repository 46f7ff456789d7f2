"""Reference: slices and index tensors, and copies where a view would tie the result to the input."""

import torch
from torch import Tensor


def corner(table: Tensor) -> Tensor:
    """A copy of the bottom right 2 x 2 entries."""
    return table[-2:, -2:].clone()


def relu_copy(x: Tensor) -> Tensor:
    """A new tensor like x, in which negative numbers are 0."""
    return x.clamp(min=0)


def one_hot(labels: Tensor, n: int) -> Tensor:
    """Labels as rows of the unit matrix."""
    return torch.eye(n)[labels]


def scores_of_correct(logits: Tensor, labels: Tensor) -> Tensor:
    """Row i is paired with label i."""
    return logits[torch.arange(len(labels)), labels]


def top_k_classes(logits: Tensor, k: int) -> Tensor:
    """The k best classes of each row, best first."""
    return logits.topk(k, dim=1).indices
