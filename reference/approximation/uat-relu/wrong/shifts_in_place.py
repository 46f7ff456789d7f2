"""misconception: in-place-on-argument

After the call the caller's points or weights are different from what they were. Whoever draws them next
sees another curve. Which of your operators writes into the tensor you were given?
"""

import torch


def hinges(xs, ys):
    bias = ys[0].clone()
    ys -= bias
    slopes = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    weights = torch.cat([slopes[:1], slopes[1:] - slopes[:-1]])
    return {"bias": bias, "knots": xs[:-1], "weights": weights}


def max_error(xs, ys, grid_x, grid_y):
    f = hinges(xs, ys.clone())
    values = f["bias"] + (f["weights"] * torch.relu(grid_x[:, None] - f["knots"])).sum(dim=1)
    return torch.max(torch.abs(values - grid_y)).item()


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
