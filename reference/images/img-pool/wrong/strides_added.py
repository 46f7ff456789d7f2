"""misconception: strides-added

You add the strides of the layers below. Neighbours two pixels apart, of which every third is taken, stand
six pixels apart and not five. How do strides of several layers come together?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    width, step = 1, 0
    for layer in layers:
        width += (layer["kernel"] - 1) * max(step, 1)
        step += layer["stride"] if layer["stride"] > 1 else 0
    return width
