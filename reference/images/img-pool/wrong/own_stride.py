"""misconception: stride-of-same-layer

You stretch each layer's window by its own stride. A stride says how far apart the numbers that come out
stand, so it stretches what lies above. Draw a single layer with kernel 3 and stride 2: how many pixels does
one of its numbers see?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    width = 1
    for layer in layers:
        width += (layer["kernel"] - 1) * layer["stride"]
    return width
