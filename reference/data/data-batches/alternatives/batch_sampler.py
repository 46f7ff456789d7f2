"""A DataLoader that follows the plan of epoch_batches; NumPy shuffles; the pictures are prepared at once."""

from __future__ import annotations

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


class TensorImages(TensorDataset):
    """All pictures are converted when the dataset is made."""

    def __init__(self, x: torch.Tensor, y: torch.Tensor, transform: str | None) -> None:
        images = x.float()
        match transform:
            case None:
                pass
            case "scale":
                images = images.div(255)
            case "mirror":
                images = images[:, :, torch.arange(x.shape[2] - 1, -1, -1)]
            case _:
                raise ValueError(transform)
        super().__init__(images, y.long())


class Plan:
    """A batch sampler: in each loop the plan of the next epoch."""

    def __init__(self, n: int, batch_size: int, shuffle: bool, seed: int) -> None:
        self.n, self.batch_size, self.shuffle, self.seed = n, batch_size, shuffle, seed
        self.epoch = 0

    def __len__(self) -> int:
        return steps_per_epoch(self.n, self.batch_size)

    def __iter__(self):
        if self.shuffle:
            yield from epoch_batches(self.n, self.batch_size, self.seed, self.epoch)
            self.epoch += 1
        else:
            yield from [part.tolist() for part in torch.arange(self.n).split(self.batch_size)]


def make_loader(ds: TensorImages, batch_size: int, shuffle: bool, seed: int) -> DataLoader:
    """The plan decides; the generator keeps the loader away from the shared random state."""
    plan = Plan(len(ds), batch_size, shuffle, seed)
    return DataLoader(ds, batch_sampler=plan, generator=torch.Generator())


def epoch_batches(n: int, batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """Cut a permutation at every multiple of the batch size."""
    order = np.random.default_rng([seed, epoch]).permutation(n)
    return [part.tolist() for part in np.split(order, range(batch_size, n, batch_size))]


def steps_per_epoch(n: int, batch_size: int) -> int:
    """Rounded up with floor division."""
    return -(-n // batch_size)
