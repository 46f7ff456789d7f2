"""Batch, channel, height, width: from the order of a file to the order of a network."""

import torch
from torch import Tensor


def describe(images: Tensor) -> dict[str, int]:
    """The sizes of a batch of shape (n, c, h, w), by name: batch, channels, height, width."""
    raise NotImplementedError("TODO: write describe")


def to_nchw(images_nhwc: Tensor) -> Tensor:
    """Pictures of shape (n, h, w, c) as (n, c, h, w); every pixel keeps its place, and the dtype stays."""
    raise NotImplementedError("TODO: write to_nchw")


def to_float01(images: Tensor) -> Tensor:
    """Pictures with values from 0.0 to 1.0.

    uint8 (0 to 255) becomes float32; float32 and float64 pictures have such values already and stay as they are.
    """
    raise NotImplementedError("TODO: write to_float01")


def flatten_images(images: Tensor) -> Tensor:
    """Pictures of shape (n, c, h, w) as rows: (n, c*h*w)."""
    raise NotImplementedError("TODO: write flatten_images")


def prepare(images_nhwc: Tensor) -> Tensor:
    """uint8 pictures of shape (n, h, w, c) as float32 rows (n, c*h*w) with values from 0.0 to 1.0."""
    raise NotImplementedError("TODO: write prepare")
