"""The training loop of a linear classifier, batch by batch."""

import torch
from torch import Tensor


def run_batches(x: Tensor, y: Tensor, W: Tensor, b: Tensor, lr: float, batches: list[list[int]]) -> dict:
    """Make one update of W and b per batch, by plain SGD, and tell what came out.

    x: float32 or float64, shape (n, d): one row per picture.
    y: int64, shape (n,): the class of each picture.
    W: same dtype as x, shape (classes, d), and b: shape (classes,): where to start.
    lr: learning rate, the length of a step.
    batches: row numbers of x and y, one list per update.

    Returns a dict with
    "W", "b": the weights after the last update, new tensors of the same shapes and dtype;
    "losses": one Python float per batch: the mean cross-entropy of that batch just before its update.
    """
    raise NotImplementedError("TODO: write run_batches")


def compare(x: Tensor, y: Tensor, epochs: int, lr: float, batch_size: int, seed: int) -> dict:
    """Train twice from weights of zero, once by gradient descent and once by SGD.

    Gradient descent makes one update per epoch, with all pictures. SGD puts the pictures in a new random
    order in every epoch and makes one update per batch of batch_size pictures; the last may be smaller.
    The order follows from seed alone. There are y.max() + 1 classes.

    Returns a dict with
    "gd_loss", "sgd_loss": Python floats, mean cross-entropy over all pictures after training;
    "gd_updates", "sgd_updates": ints, how many updates each of them made.
    """
    raise NotImplementedError("TODO: write compare")
