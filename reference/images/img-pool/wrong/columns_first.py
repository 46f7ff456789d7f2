"""misconception: height-width-swapped

For pictures as high as wide you are right; for others rows and columns have changed places in your reshape,
so that the result has the wrong shape and mixes pixels of different blocks. In the order of the axes, which
comes first: what counts rows or what counts columns?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, w // k, k, h // k, k).mean(dim=(3, 5))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
