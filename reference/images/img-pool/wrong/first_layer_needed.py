"""misconception: empty-input

With at least one layer you are right; without any your code stops with an error, because it begins by
taking the first. A stack may be empty. With which number could you begin instead, before any layer has
looked?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    width, step = layers[0]["kernel"], layers[0]["stride"]
    for layer in layers[1:]:
        width += (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return width
