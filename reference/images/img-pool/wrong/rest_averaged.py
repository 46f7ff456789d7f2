"""misconception: rest-block-kept

Where the pixels do not fill the last block, you averaged the few that are there: one number too many came
out in that direction. A rest that fills no block should play no part. How many whole blocks fit into 7
columns for k = 2?
"""

import torch


def avg_pool(images, k):

    return torch.nn.functional.avg_pool2d(images, k, ceil_mode=True)


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
