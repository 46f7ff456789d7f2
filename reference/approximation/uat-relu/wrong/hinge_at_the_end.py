"""misconception: extra-last-hinge

Right of the last point your curve turns flat: there is a hinge at the last point, though nothing is known
about what comes after it. The prompt says how the curve goes on. How many hinges do n points need, if each
one begins a piece?
"""

import torch


def hinges(xs, ys):
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = torch.cat([slopes[:1], slopes[1:] - slopes[:-1], -slopes[-1:]])
    return {"bias": ys[0], "knots": xs, "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys)
    values = f["bias"] + (f["weights"] * torch.relu(grid_x[:, None] - f["knots"])).sum(dim=1)
    return torch.max(torch.abs(values - grid_y)).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
