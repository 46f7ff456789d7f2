"""Reference: whole-batch slices; what is written into is a copy."""

import torch
from torch import Tensor


def _require_float(images: Tensor) -> None:
    if images.dtype == torch.uint8:
        raise ValueError("Values from 0 to 1 are needed; divide uint8 pictures by 255 first.")


def invert(images: Tensor) -> Tensor:
    """Every value v becomes 1 - v."""
    _require_float(images)
    return 1 - images


def drop_red(images: Tensor) -> Tensor:
    """The red channel is 0 in the copy."""
    _require_float(images)
    edited = images.clone()
    edited[:, 0] = 0
    return edited


def to_gray(images: Tensor) -> Tensor:
    """The mean over the channel axis, which stays with length 1."""
    _require_float(images)
    return images.mean(dim=1, keepdim=True)


def hflip(images: Tensor) -> Tensor:
    """The columns in reverse order."""
    _require_float(images)
    return images.flip(3)


def center_crop(images: Tensor, size: int) -> Tensor:
    """As much is cut away above as below, and left as right."""
    _require_float(images)
    height, width = images.shape[2:]
    top, left = (height - size) // 2, (width - size) // 2
    return images[:, :, top : top + size, left : left + size]


def draw_border(images: Tensor, width: int) -> Tensor:
    """The inside is copied onto white."""
    _require_float(images)
    framed = torch.ones_like(images)
    height, breadth = images.shape[2:]
    inside = (..., slice(width, height - width), slice(width, breadth - width))
    framed[inside] = images[inside]
    return framed
