"""misconception: pair-broken

The labels no longer belong to their pictures: after shuffling, many pictures come with the label of another one. A model would learn from wrong answers. How many random orders do you draw per epoch, and what do you use each of them for?
"""

from __future__ import annotations

import torch
from torch.utils.data import Dataset


class TensorImages(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    """Pictures with their labels, one pair at a time."""

    def __init__(self, x: torch.Tensor, y: torch.Tensor, transform: str | None) -> None:
        if transform not in (None, "scale", "mirror"):
            raise ValueError(f"There is no transform {transform!r}; use None, 'scale' or 'mirror'.")
        self.x = x
        self.y = y
        self.transform = transform

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        image = self.x[index].to(torch.float32)
        if self.transform == "scale":
            image = image / 255
        elif self.transform == "mirror":
            image = image.flip(-1)
        return image, self.y[index].to(torch.int64)


class Loader:
    """Shuffles the pictures and the labels, then cuts both."""

    def __init__(self, ds, batch_size, shuffle, seed):
        self.images = torch.stack([image for image, _ in (ds[k] for k in range(len(ds)))])
        self.labels = torch.stack([label for _, label in (ds[k] for k in range(len(ds)))])
        self.batch_size, self.shuffle = batch_size, shuffle
        self.generator = torch.Generator().manual_seed(seed)

    def __iter__(self):
        images, labels = self.images, self.labels
        if self.shuffle:
            images = images[torch.randperm(len(images), generator=self.generator)]
            labels = labels[torch.randperm(len(labels), generator=self.generator)]
        return zip(images.split(self.batch_size), labels.split(self.batch_size))


def make_loader(ds: TensorImages, batch_size: int, shuffle: bool, seed: int) -> Loader:
    """A loader of our own."""
    return Loader(ds, batch_size, shuffle, seed)


def epoch_batches(n: int, batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """The shuffled indices 0 .. n - 1, cut into batches, for one epoch."""
    generator = torch.Generator().manual_seed(seed * 1_000_003 + epoch)
    order = torch.randperm(n, generator=generator).tolist()
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def steps_per_epoch(n: int, batch_size: int) -> int:
    """How many batches one epoch has, the last partial one included."""
    return (n + batch_size - 1) // batch_size
