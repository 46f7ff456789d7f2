"""misconception: bias-forgotten

Your curve has the right shape and lies off everywhere by the height of the first point. Left of all knots
every hinge is switched off. What is left of the formula there, and what should it give?
"""

import torch


def hinges(xs, ys):
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = torch.cat([slopes[:1], slopes[1:] - slopes[:-1]])
    return {"bias": ys[0] * 0, "knots": xs[:-1], "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys)
    values = f["bias"] + (f["weights"] * torch.relu(grid_x[:, None] - f["knots"])).sum(dim=1)
    return torch.max(torch.abs(values - grid_y)).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
