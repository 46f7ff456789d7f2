"""misconception: outer-bias-inside

You send both offsets through the second layer's weights. When the sizes differ this stops; when they agree
it gives another offset. b2 is added when everything else is done. Which part of W2 (W1 x + b1) + b2 is
inside the brackets?
"""

import torch


def hinges(xs, ys):
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = torch.cat([slopes[:1], slopes[1:] - slopes[:-1]])
    return {"bias": ys[0], "knots": xs[:-1], "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys)
    values = f["bias"] + (f["weights"] * torch.relu(grid_x[:, None] - f["knots"])).sum(dim=1)
    return torch.max(torch.abs(values - grid_y)).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ (b1 + b2)
