"""misconception: view-not-contiguous

Each function works by itself; one after the other they stop with an error. After the axes have been moved,
the numbers do not lie in memory in the order in which you want to read them, and `view` never copies. The
error's text names an operation that does when needed.
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
    return images.view(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
