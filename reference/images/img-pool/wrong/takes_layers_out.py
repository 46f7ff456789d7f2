"""misconception: in-place-on-argument

The number is right, but afterwards the caller's list of layers is empty: you took each layer out of it.
Whoever wants to build the network next has nothing left. How do you go through a list without changing it?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    width, step = 1, 1
    while layers:
        layer = layers.pop(0)
        width += (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return width
