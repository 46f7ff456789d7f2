"""Cut out, pick and mark entries of tensors."""

import torch
from torch import Tensor


def corner(table: Tensor) -> Tensor:
    """A copy of the bottom right 2 x 2 entries of a tensor of shape (rows, columns)."""
    raise NotImplementedError("TODO: write corner")


def relu_copy(x: Tensor) -> Tensor:
    """A new tensor like x, in which negative numbers are 0.

    x: float, any shape. NaN stays NaN.
    """
    raise NotImplementedError("TODO: write relu_copy")


def one_hot(labels: Tensor, n: int) -> Tensor:
    """Labels as rows of zeros with a single 1.

    labels: int64, shape (m,), maybe empty.
    n: the number of classes, whether all of them occur or not.
    Returns float32, shape (m, n).
    """
    raise NotImplementedError("TODO: write one_hot")


def scores_of_correct(logits: Tensor, labels: Tensor) -> Tensor:
    """The score that the right class of each photo got.

    logits: shape (m, n), one row per photo, one column per class.
    labels: int64, shape (m,).
    Returns shape (m,) and the dtype of the logits.
    """
    raise NotImplementedError("TODO: write scores_of_correct")


def top_k_classes(logits: Tensor, k: int) -> Tensor:
    """The k classes with the highest scores of each photo, best first.

    logits: shape (m, n).
    Returns int64, shape (m, k): numbers of classes.
    """
    raise NotImplementedError("TODO: write top_k_classes")
