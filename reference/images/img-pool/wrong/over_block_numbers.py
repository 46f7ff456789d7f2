"""misconception: axis-confusion

Your reshape is right, but the mean went over the numbers of the blocks, and the places inside them are
still there: k by k numbers came out, whatever the picture's size. Of the six axes, which two count places
inside a block?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(2, 4))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
