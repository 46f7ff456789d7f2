"""misconception: precision-lost

float64 pictures came in, and float32 means went out: half of the digits are gone. A new tensor is float32
unless it is told otherwise. From where could yours take its dtype?
"""

import torch


def avg_pool(images, k):

    n, c, h, w = images.shape
    pooled = torch.zeros(n, c, h // k, w // k)
    for i in range(h // k):
        for j in range(w // k):
            pooled[:, :, i, j] = images[:, :, i * k : (i + 1) * k, j * k : (j + 1) * k].mean(dim=(2, 3))
    return pooled


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
