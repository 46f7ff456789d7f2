"""misconception: slope-for-change

Your curve is right up to the second point, then it leaves. Each of your weights is the slope its piece
should have, but the hinges passed before go on and bring their own. How much has to be added at a knot to
get from the old slope to the new one?
"""

import torch


def hinges(xs, ys):
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = slopes
    return {"bias": ys[0], "knots": xs[:-1], "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys)
    values = f["bias"] + (f["weights"] * torch.relu(grid_x[:, None] - f["knots"])).sum(dim=1)
    return torch.max(torch.abs(values - grid_y)).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
