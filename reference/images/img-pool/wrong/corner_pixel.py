"""misconception: sampled-for-averaged

You kept one pixel of each block and threw the others away. The size is right, but a thin line between the
kept pixels would vanish, and noise stays. How can all pixels of a block have a say?
"""


def avg_pool(images, k):

    h, w = images.shape[2:]
    return images[:, :, : h // k * k : k, : w // k * k : k]


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
