"""misconception: precision-lost

The points came in as float64 and went out as float32: half of the digits are gone. A curve with many hinges
adds up many rounded numbers. Which line decides on the dtype, instead of the caller?
"""

import torch


def hinges(xs, ys):
    xs, ys = xs.float(), ys.float()
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = torch.cat([slopes[:1], slopes[1:] - slopes[:-1]])
    return {"bias": ys[0], "knots": xs[:-1], "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    grid_x, grid_y = grid_x.float(), grid_y.float()
    f = hinges(xs, ys)
    values = f["bias"] + (f["weights"] * torch.relu(grid_x[:, None] - f["knots"])).sum(dim=1)
    return torch.max(torch.abs(values - grid_y)).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
