"""misconception: channels-mixed

Your means go over the channels as well, so red, green and blue have become one. Each channel is pooled by
itself, and as many come out as went in. Which axes should survive the mean?
"""


def avg_pool(images, k):

    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(1, 3, 5)).unsqueeze(1)


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
