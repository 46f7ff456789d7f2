"""misconception: stride-ignored

With strides of 1 you are right, with larger ones your number is too small: the strides play no part in it.
After a stride of 2, neighbours of the next layer stand two pixels apart. What does a window of three of
them span?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    return 1 + sum(layer["kernel"] - 1 for layer in layers)
