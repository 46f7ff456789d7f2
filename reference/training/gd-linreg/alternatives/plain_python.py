"""Python floats and loops over points."""

import math

import torch


def fit(x, y, w0, b0, lr, steps):
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    w, b, n = w0.item(), b0.item(), len(points)
    losses = []
    for _ in range(steps):
        total = slope_w = slope_b = 0.0
        for px, py in points:
            error = w * px + b - py
            total += error * error
            slope_w += 2 * error * px
            slope_b += 2 * error
        losses.append(total / n)
        w, b = w - lr * slope_w / n, b - lr * slope_b / n
    assert all(loss >= 0 or math.isnan(loss) for loss in losses)
    return {"w": torch.tensor(w, dtype=w0.dtype), "b": torch.tensor(b, dtype=b0.dtype), "losses": losses}
