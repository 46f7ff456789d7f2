"""misconception: dtype-uint8-int

Everything but pure white became 0. You divided whole numbers by whole numbers and kept the whole part, so
the grey values in between are gone. What are 100 / 255 and 100 // 255 in Python?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    if images.dtype == torch.uint8:
        return (images // 255).float()
    return images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
