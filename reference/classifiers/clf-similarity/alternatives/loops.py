"""Plain loops over classes and images."""

import math

import torch


def mean_images(x, y, n):
    dtype = torch.float64 if x.dtype == torch.float64 else torch.float32
    means = torch.full((n, *x.shape[1:]), math.nan, dtype=dtype)
    for kind in range(n):
        own = [image.double() for image, label in zip(x, y, strict=True) if label == kind]
        if own:
            means[kind] = sum(own) / len(own)
    return means


def difference(image, mean, kind):
    gap = image.to(torch.float64) - mean.to(torch.float64)
    return float(gap.abs().sum()) if kind == "l1" else math.sqrt(float((gap * gap).sum()))


def predict(x, means, kind):
    if kind != "l1" and kind != "l2":
        raise ValueError("kind must be l1 or l2")
    known = [number for number in range(len(means)) if not means[number].isnan().any()]
    said = [min(known, key=lambda number: difference(image, means[number], kind)) for image in x]
    return torch.tensor(said)


def accuracy(pred, y):
    return sum(int(a == b) for a, b in zip(pred.tolist(), y.tolist(), strict=True)) / len(y)
