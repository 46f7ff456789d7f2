"""misconception: table-transposed

Your W has the right numbers and lies on its side: (inputs, outputs) instead of (outputs, inputs). In code
that multiplies from the other side it would fit. What does the prompt say about rows and columns?
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
    return W1.T @ W2.T, W2 @ b1 + b2
