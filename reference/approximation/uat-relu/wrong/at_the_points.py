"""misconception: error-at-knots

You find no distance, because you look at the points that the curve was made from: there it fits by
construction. The interesting places lie in between. Which of the four arguments say where to look, and what
to compare with?
"""

import torch


def hinges(xs, ys):
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = torch.cat([slopes[:1], slopes[1:] - slopes[:-1]])
    return {"bias": ys[0], "knots": xs[:-1], "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys)
    values = f["bias"] + (f["weights"] * torch.relu(xs[:, None] - f["knots"])).sum(dim=1)
    return torch.max(torch.abs(values - ys)).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
