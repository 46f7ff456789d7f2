"""numpy: second differences, and np.interp for the distance."""

import numpy as np
import torch


def hinges(xs, ys):
    x, y = xs.numpy(), ys.numpy()
    slopes = np.concatenate([np.zeros(1, x.dtype), np.diff(y) / np.diff(x)])
    return {
        "bias": torch.tensor(y[0]),
        "knots": torch.from_numpy(x[:-1].copy()),
        "weights": torch.from_numpy(np.diff(slopes)),
    }


def max_error(xs, ys, grid_x, grid_y):
    x, y = xs.double().numpy(), ys.double().numpy()
    places = grid_x.double().numpy()
    beyond = np.maximum(places - x[-1], 0) * (y[-1] - y[-2]) / (x[-1] - x[-2])
    values = np.interp(places, x, y) + beyond
    return float(np.max(np.abs(values - grid_y.double().numpy())))


def collapse(W1, b1, W2, b2):
    return torch.einsum("oh,hi->oi", W2, W1), torch.addmv(b2, W2, b1)
