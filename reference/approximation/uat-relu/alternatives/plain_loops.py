"""Lists and loops: walk from left to right and keep the slope."""

import torch


def hinges(xs, ys):
    knots, weights, slope = [], [], 0.0
    for i in range(len(xs) - 1):
        new = (ys[i + 1].item() - ys[i].item()) / (xs[i + 1].item() - xs[i].item())
        if new != slope:
            knots.append(xs[i].item())
            weights.append(new - slope)
        slope = new
    dtype = xs.dtype
    bias = torch.tensor(ys[0].item(), dtype=dtype)
    return {
        "bias": bias,
        "knots": torch.tensor(knots, dtype=dtype),
        "weights": torch.tensor(weights, dtype=dtype),
    }


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys)
    hinge = list(zip(f["knots"].tolist(), f["weights"].tolist(), strict=True))
    worst = 0.0
    for x, y in zip(grid_x.tolist(), grid_y.tolist(), strict=True):
        value = f["bias"].item() + sum(w * max(0.0, x - knot) for knot, w in hinge)
        worst = max(worst, abs(value - y))
    return worst


def collapse(W1, b1, W2, b2):
    W = torch.zeros(len(W2), W1.shape[1], dtype=W1.dtype)
    b = b2.clone()
    for i in range(len(W2)):
        for j in range(len(W1)):
            W[i] += W2[i, j] * W1[j]
            b[i] += W2[i, j] * b1[j]
    return W, b
