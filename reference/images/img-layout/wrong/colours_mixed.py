"""misconception: channels-last

Your rows hold red, green and blue of the first pixel, then of the second: the order of a file. Here the
whole first channel comes first, then the next. Weights that were learned in one order fit no other. Which
step of yours moves the colours?
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
    return images.permute(0, 2, 3, 1).reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
