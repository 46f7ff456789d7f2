"""Everything by hand: classes and the random module of plain Python."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import torch

CHANGES = {
    None: lambda picture: picture,
    "scale": lambda picture: picture / 255.0,
    "mirror": lambda picture: torch.fliplr(picture),
}


class TensorImages:
    """A sequence of (image, label) pairs."""

    def __init__(self, x, y, transform):
        if transform not in CHANGES:
            raise ValueError("unknown transform")
        self.pictures = list(x)
        self.labels = [int(label) for label in y]
        self.change = CHANGES[transform]

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        return self.change(self.pictures[index].float()), torch.tensor(self.labels[index])


class Loader:
    """Deals a dataset, anew in each loop."""

    def __init__(self, ds, batch_size, shuffle, seed):
        self.ds, self.batch_size, self.shuffle = ds, batch_size, shuffle
        self.random = random.Random(seed)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        order = list(range(len(self.ds)))
        if self.shuffle:
            self.random.shuffle(order)
        while order:
            now, order = order[: self.batch_size], order[self.batch_size :]
            pairs = [self.ds[index] for index in now]
            yield torch.stack([image for image, _ in pairs]), torch.stack([label for _, label in pairs])


def make_loader(ds, batch_size, shuffle, seed):
    """A Loader."""
    return Loader(ds, batch_size, shuffle, seed)


def epoch_batches(n, batch_size, seed, epoch):
    """A shuffled list, cut."""
    order = random.Random(f"{seed} {epoch}").sample(range(n), n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(steps_per_epoch(n, batch_size))]


def steps_per_epoch(n, batch_size):
    """Rounded up."""
    return math.ceil(n / batch_size)
