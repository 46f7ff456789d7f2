"""misconception: first-slope-lost

Your curve stays flat up to the second point. The changes between neighbouring pieces are there, but the
first piece changes something, too: from flat to its own slope. At which point does that happen?
"""

import torch


def hinges(xs, ys):
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = slopes[1:] - slopes[:-1]
    return {"bias": ys[0], "knots": xs[1:-1], "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys)
    values = f["bias"] + (f["weights"] * torch.relu(grid_x[:, None] - f["knots"])).sum(dim=1)
    return torch.max(torch.abs(values - grid_y)).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
