"""Softmax and cross-entropy: from scores to probabilities, and from probabilities to a loss."""

import torch
from torch import Tensor


def softmax(logits: Tensor) -> Tensor:
    """Turn scores into probabilities along the last axis.

    logits: float32 or float64, shape (..., classes), with any number of axes in front.
    Returns a new tensor of the same shape and dtype; along the last axis it sums to 1.
    """
    raise NotImplementedError("TODO: write softmax")


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy of a batch: how surprised the model is by the right answers.

    logits: float32 or float64, shape (n, classes): raw scores, one row per image.
    labels: int64, shape (n,): the number of the right class of each image, 0 to classes - 1.
    Returns a tensor with no axes (shape ()) and the dtype of the logits.
    """
    raise NotImplementedError("TODO: write cross_entropy")
