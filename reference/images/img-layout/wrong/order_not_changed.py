"""misconception: layout-not-converted

The values are right, but the rows still have the order of the file: red, green, blue, pixel by pixel. The
number of values per row is the same either way, so no error tells you. Which of your functions have you
used, and which one not?
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
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(images_nhwc))
