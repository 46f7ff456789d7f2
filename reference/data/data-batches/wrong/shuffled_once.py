"""misconception: shuffle-missing

Two epochs came in exactly the same order. Then the same pictures always share a batch, and the model always meets them in the same sequence. When is your random order drawn, and does that happen again for the next epoch?
"""

from __future__ import annotations

import torch
from torch.utils.data import DataLoader, Dataset, Subset


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


def make_loader(ds: TensorImages, batch_size: int, shuffle: bool, seed: int) -> DataLoader:
    """A DataLoader with a generator of its own."""
    generator = torch.Generator().manual_seed(seed)
    order = list(range(len(ds)))
    if shuffle:
        order = torch.randperm(len(ds), generator=generator).tolist()
    return DataLoader(Subset(ds, order), batch_size=batch_size, shuffle=False, generator=generator)


def epoch_batches(n: int, batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """The shuffled indices 0 .. n - 1, cut into batches, for one epoch."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(n, generator=generator).tolist()
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def steps_per_epoch(n: int, batch_size: int) -> int:
    """How many batches one epoch has, the last partial one included."""
    return (n + batch_size - 1) // batch_size
