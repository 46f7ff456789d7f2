"""misconception: receptive-field-added

You added the kernels up. Two layers with kernels of 3 see 5 pixels, not 6: windows of neighbours share the
pixels in the middle. How many new pixels does the second layer bring, beyond those its first window sees
already?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    return sum(layer["kernel"] for layer in layers) if layers else 1
