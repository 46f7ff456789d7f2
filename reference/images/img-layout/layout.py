"""Reference: axes are moved by name, values scaled by dtype."""

import torch
from torch import Tensor


def describe(images: Tensor) -> dict[str, int]:
    """The sizes of a batch, by name."""
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc: Tensor) -> Tensor:
    """The channel axis moves to place 1."""
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images: Tensor) -> Tensor:
    """Whole numbers are divided, floats are ready."""
    return images / 255 if images.dtype == torch.uint8 else images


def flatten_images(images: Tensor) -> Tensor:
    """Everything but the batch axis becomes one axis."""
    return images.flatten(start_dim=1)


def prepare(images_nhwc: Tensor) -> Tensor:
    """Order, then values, then rows."""
    return flatten_images(to_float01(to_nchw(images_nhwc)))
