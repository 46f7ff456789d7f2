"""Dataset, loader, epoch: your part of the exercise."""

from __future__ import annotations

from collections.abc import Iterable

import torch


class TensorImages:
    """Pictures with their labels, one pair at a time."""

    def __init__(self, x: torch.Tensor, y: torch.Tensor, transform: str | None) -> None:
        """Keep the data.

        x: uint8 of shape (n, height, width), values 0 to 255.
        y: whole numbers of shape (n,), the label of each picture; uint8, int32 or int64.
        transform: None, "scale" or "mirror"; anything else raises ValueError.
        """
        raise NotImplementedError("TODO: keep the pictures, the labels and the transform")

    def __len__(self) -> int:
        """The number of pictures."""
        raise NotImplementedError("TODO: return the number of pictures")

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Picture `index` as float32 of shape (height, width), and its label as int64 of shape ().

        Negative indices count from the end; an index outside raises IndexError.
        """
        raise NotImplementedError("TODO: return one picture and its label")


def make_loader(
    ds: TensorImages, batch_size: int, shuffle: bool, seed: int
) -> Iterable[tuple[torch.Tensor, torch.Tensor]]:
    """Something to loop over: each loop is one epoch of batches (images, labels).

    images: float32 of shape (b, height, width); labels: int64 of shape (b,).
    """
    raise NotImplementedError("TODO: return an object that hands out batches")


def epoch_batches(n: int, batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """The shuffled indices 0 .. n - 1, cut into batches, for one epoch."""
    raise NotImplementedError("TODO: return the indices of each batch")


def steps_per_epoch(n: int, batch_size: int) -> int:
    """How many batches one epoch has."""
    raise NotImplementedError("TODO: return the number of batches")
