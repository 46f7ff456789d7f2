"""misconception: strides-not-multiplied

Two layers you count right, deeper stacks too small: you use only the stride of the layer just below.
Neighbours two pixels apart, of which every third is taken, stand six pixels apart. How do strides of
several layers come together?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    width, step = 1, 1
    for layer in layers:
        width += (layer["kernel"] - 1) * step
        step = layer["stride"]
    return width
