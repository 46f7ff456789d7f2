"""No item by item: the loader indexes the whole tensors, in closures."""

from __future__ import annotations

import torch


class TensorImages:
    """Knows how to give one item, or many at once."""

    def __init__(self, x, y, transform=None):
        if transform is not None and transform not in {"scale", "mirror"}:
            raise ValueError(f"transform {transform!r} is not known")
        self.x, self.y, self.transform = x.clone(), y.clone(), transform

    def __len__(self):
        return self.x.size(0)

    def many(self, rows):
        """Images and labels of these rows."""
        images = self.x[rows].to(torch.float32)
        if self.transform == "scale":
            images /= 255
        if self.transform == "mirror":
            images = torch.flip(images, dims=(-1,))
        return images, self.y[rows].long()

    def __getitem__(self, index):
        n = len(self)
        if not -n <= index < n:
            raise IndexError(f"{index} is outside of 0 .. {n - 1}")
        images, labels = self.many(torch.tensor([index % n]))
        return images[0], labels[0]


class _Epochs:
    def __init__(self, deal):
        self.deal = deal
        self.count = -1

    def __iter__(self):
        self.count += 1
        return iter(self.deal(self.count))


def make_loader(ds, batch_size, shuffle, seed):
    """Each loop deals the next epoch."""

    def deal(epoch):
        if shuffle:
            batches = epoch_batches(len(ds), batch_size, seed, epoch)
        else:
            batches = [rows.tolist() for rows in torch.arange(len(ds)).split(batch_size)]
        return [list(ds.many(torch.tensor(rows))) for rows in batches]

    return _Epochs(deal)


def epoch_batches(n, batch_size, seed, epoch):
    """Sort by random keys."""
    generator = torch.Generator()
    generator.manual_seed(1_000_001 * seed + epoch)
    keys = torch.rand(n, generator=generator, dtype=torch.float64)
    return [part.tolist() for part in keys.argsort().split(batch_size)]


def steps_per_epoch(n, batch_size):
    """Full batches, and one more when something is left."""
    full, rest = divmod(n, batch_size)
    return full + (rest > 0)
