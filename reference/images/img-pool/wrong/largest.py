"""misconception: max-for-mean

You kept the largest pixel of each block. That is max pooling, the other common way to shrink pictures; here
every pixel of a block should count the same. Which reduction does that?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).amax(dim=(3, 5))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
