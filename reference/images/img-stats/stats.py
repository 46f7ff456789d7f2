"""Reference: statistics over three axes, lined up again with the channel axis."""

import torch
from torch import Tensor


def channel_stats(images: Tensor) -> dict[str, Tensor]:
    """Every axis but that of the channels goes away."""
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.std(dim=(0, 2, 3))}


def _per_channel(numbers: Tensor) -> Tensor:
    return numbers[:, None, None]


def normalize(images: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """A channel without spread is only moved, not stretched."""
    scale = torch.where(std > 0, std, 1)
    return (images - _per_channel(mean)) / _per_channel(scale)


def denormalize(images: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """Stretched back, then moved back."""
    return images * _per_channel(std) + _per_channel(mean)
