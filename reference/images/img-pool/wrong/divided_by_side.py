"""misconception: block-side-for-area

Your numbers are k times as large as they should be. A block is k pixels wide and k pixels high. How many
pixels have you added up, and by how many did you divide?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).sum(dim=(3, 5)) / k


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
