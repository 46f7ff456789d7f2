"""misconception: sign-kept

When the curve is far too high on one place you see it, when it is far too low you do not, or the other way
round: the largest of signed numbers is never a large negative one. What has to happen to the differences
before you look for the largest?
"""

import torch


def hinges(xs, ys):
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = torch.cat([slopes[:1], slopes[1:] - slopes[:-1]])
    return {"bias": ys[0], "knots": xs[:-1], "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys)
    values = f["bias"] + (f["weights"] * torch.relu(grid_x[:, None] - f["knots"])).sum(dim=1)
    return torch.max(values - grid_y).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
