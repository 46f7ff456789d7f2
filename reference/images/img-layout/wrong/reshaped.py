"""misconception: reshape-for-permute

The shape is right, but the picture is scrambled: a pixel at one place has gone to another. Reading the same
numbers row after row into a new shape moves none of them to where it belongs. Which operation changes the
order of axes instead of only the sizes?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    n, h, w, c = images_nhwc.shape
    return images_nhwc.reshape(n, c, h, w)


def to_float01(images):
    if images.dtype == torch.uint8:
        return images / 255
    return images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
