"""misconception: reshape-for-permute

The shape is right, but your blocks were cut out of single rows: four neighbours in a row went into one
mean, and pixels of other blocks were mixed in. A reshape reads the pixels row after row. Between which axes
of your new shape does the end of a block's first line fall?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, w // k, k, k).mean(dim=(4, 5))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
