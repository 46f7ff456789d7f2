"""Average pooling, and how many pixels a number deep in a network sees."""

from torch import Tensor


def avg_pool(images: Tensor, k: int) -> Tensor:
    """The mean of each block of k by k pixels; rows and columns that fill no whole block are ignored.

    images: float32 or float64, shape (n, c, h, w).
    Returns shape (n, c, h // k, w // k), same dtype.
    """
    raise NotImplementedError("TODO: write avg_pool")


def receptive_field(layers: list[dict[str, int]]) -> int:
    """How many pixels of a row lie between the first and the last (both included) that one number sees.

    layers: first layer first, each a dict with "kernel" and "stride"; without layers it is 1.
    """
    raise NotImplementedError("TODO: write receptive_field")
