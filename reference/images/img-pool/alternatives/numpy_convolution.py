"""NumPy sums of neighbours by reduceat; the field from a gradient."""

import numpy as np
import torch
import torch.nn.functional as F


def avg_pool(images, k):
    array = images.numpy()
    h, w = array.shape[2] // k * k, array.shape[3] // k * k
    columns = np.add.reduceat(array[:, :, :h, :w], np.arange(0, w, k), axis=3)
    sums = np.add.reduceat(columns, np.arange(0, h, k), axis=2)
    return torch.from_numpy(sums / array.dtype.type(k * k))


def receptive_field(layers):
    row = pixels = torch.zeros(1, 1, 2000, dtype=torch.float64, requires_grad=True)
    for layer in layers:
        row = F.conv1d(row, torch.ones(1, 1, layer["kernel"], dtype=torch.float64), stride=layer["stride"])
    row[0, 0, 0].backward()
    return int(pixels.grad.nonzero().max()) + 1
