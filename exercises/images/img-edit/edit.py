"""Six edits for a batch of pictures; the originals stay as they were."""

from torch import Tensor


def invert(images: Tensor) -> Tensor:
    """Every value v becomes 1 - v.

    images: float32 or float64, shape (n, 3, h, w), values from 0 to 1. uint8 raises ValueError.
    """
    raise NotImplementedError("TODO: write invert")


def drop_red(images: Tensor) -> Tensor:
    """The red channel is 0, green and blue are as before. uint8 raises ValueError."""
    raise NotImplementedError("TODO: write drop_red")


def to_gray(images: Tensor) -> Tensor:
    """The mean of red, green and blue, shape (n, 1, h, w). uint8 raises ValueError."""
    raise NotImplementedError("TODO: write to_gray")


def hflip(images: Tensor) -> Tensor:
    """Left and right are swapped. uint8 raises ValueError."""
    raise NotImplementedError("TODO: write hflip")


def center_crop(images: Tensor, size: int) -> Tensor:
    """The middle of each picture, shape (n, 3, size, size). uint8 raises ValueError."""
    raise NotImplementedError("TODO: write center_crop")


def draw_border(images: Tensor, width: int) -> Tensor:
    """The outermost `width` pixels on all four sides are 1.0; width may be 0. uint8 raises ValueError."""
    raise NotImplementedError("TODO: write draw_border")
