"""misconception: rest-padded

Where the pixels do not fill the last block, you filled it up with zeros: one number too many came out, and
a dark one. A rest that fills no block should play no part. How many whole blocks fit into 7 columns for k =
2?
"""

import torch


def avg_pool(images, k):

    h, w = images.shape[2:]
    images = torch.nn.functional.pad(images, (0, -w % k, 0, -h % k))
    return images.unfold(2, k, k).unfold(3, k, k).mean(dim=(-1, -2))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
