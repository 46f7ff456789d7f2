"""misconception: divisible-assumed

As long as the blocks fill the picture exactly you are right; otherwise your code stops with an error.
Cameras do not ask for your k. What should happen to pixels that fill no block, before the blocks are
formed?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
