"""misconception: rest-cut-at-front

You ignore a rest, but on the wrong side: your blocks end at the bottom right corner and should begin at the
top left one, so all means are moved by some pixels. Which pixels are first, and which are left over?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    images = images[:, :, h % k :, w % k :]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
