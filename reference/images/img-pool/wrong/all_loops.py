"""misconception: python-loop-speed

Your means are right, and computed one at a time: for 64 colour pictures of 64 by 64 that is 196,608 steps
of Python, each slower than the arithmetic in it. What is the same for all pictures and channels, so that
one step could do them all?
"""

import torch


def avg_pool(images, k):

    n, c, h, w = images.shape
    pooled = torch.zeros(n, c, h // k, w // k, dtype=images.dtype)
    for picture in range(n):
        for channel in range(c):
            for i in range(h // k):
                for j in range(w // k):
                    block = images[picture, channel, i * k : (i + 1) * k, j * k : (j + 1) * k]
                    pooled[picture, channel, i, j] = block.mean()
    return pooled


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
