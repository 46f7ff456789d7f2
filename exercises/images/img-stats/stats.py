"""Mean and spread of each channel, and pictures on a common scale."""

from torch import Tensor


def channel_stats(images: Tensor) -> dict[str, Tensor]:
    """Mean and standard deviation of each channel, over all pixels of all pictures.

    images: float32 or float64, shape (n, c, h, w).
    Returns {"mean": ..., "std": ...}, two tensors of shape (c,) and the dtype of the images.
    """
    raise NotImplementedError("TODO: write channel_stats")


def normalize(images: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """Take each channel's mean away and divide by its std; a std of 0 gives neither inf nor nan.

    images: shape (n, c, h, w); mean, std: shape (c,), same dtype.
    """
    raise NotImplementedError("TODO: write normalize")


def denormalize(images: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """The way back: what normalize was given. Shapes as in normalize."""
    raise NotImplementedError("TODO: write denormalize")
