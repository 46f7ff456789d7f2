"""misconception: squeezed-axis

With several pictures you are right; with a single one an axis goes missing. Something in your code removes
axes of length 1, and a batch of one picture has one of those. What should the first axis be when there is
only one picture?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    if images.dtype == torch.uint8:
        return images / 255
    return images


def flatten_images(images):
    return images.reshape(len(images), -1).squeeze()


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
