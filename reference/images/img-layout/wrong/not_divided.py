"""misconception: inputs-not-scaled

You changed the dtype, but the values still go up to 255. A network expects numbers between 0 and 1, and
large inputs make its first steps far too large. By what should a value be divided so that white becomes 1?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    if images.dtype == torch.uint8:
        return images.float()
    return images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
