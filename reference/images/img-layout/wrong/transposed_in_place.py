"""misconception: in-place-on-argument

Your answer is right, but the caller's pictures have changed as well: their axes are in another order now.
Methods whose name ends in an underscore work on the tensor itself. What are they called without it, and
what is different?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.transpose_(1, 3).transpose_(2, 3)


def to_float01(images):
    if images.dtype == torch.uint8:
        return images / 255
    return images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc.clone())))
