"""misconception: mean-vs-sum

Your numbers are k times k as large as they should be: the pixels of a block were added up, and that is all.
A picture should not get brighter when it shrinks. What is left to do after adding?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).sum(dim=(3, 5))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
