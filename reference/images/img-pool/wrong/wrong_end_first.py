"""misconception: layers-reversed

You went through the layers from the last to the first, but with steps that grow as if it were the other way
round. The first layer lies on the pixels and sees exactly its kernel. Which layers do the strides of the
first one stretch?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    width, step = 1, 1
    for layer in reversed(layers):
        width += (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return width
