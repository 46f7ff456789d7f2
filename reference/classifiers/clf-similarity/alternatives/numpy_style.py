"""NumPy on the inside, tensors at the door."""

import numpy as np
import torch


def mean_images(x, y, n):
    dtype = np.float64 if x.dtype == torch.float64 else np.float32
    pixels, labels = x.numpy(), y.numpy()
    means = np.full((n, *pixels.shape[1:]), np.nan, dtype)
    for kind in np.unique(labels):
        means[kind] = pixels[labels == kind].mean(axis=0, dtype=np.float64)
    return torch.from_numpy(means)


def predict(x, means, kind):
    order = {"l1": 1, "l2": 2}.get(kind)
    if order is None:
        raise ValueError(kind)
    rows = x.numpy().reshape(len(x), 1, -1).astype(np.float64)
    columns = means.numpy().reshape(1, len(means), -1).astype(np.float64)
    distances = np.linalg.norm(rows - columns, ord=order, axis=2)
    return torch.from_numpy(np.nanargmin(distances, axis=1))


def accuracy(pred, y):
    return float(np.mean(pred.numpy() == y.numpy()))
