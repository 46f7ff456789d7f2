"""misconception: height-width-swapped

Height and width have changed places: your pictures lie on their side. A square picture hides it in the
shape, but not on the screen. After your step, which of the old axes is axis 2, and which is axis 3?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.transpose(1, 3)


def to_float01(images):
    if images.dtype == torch.uint8:
        return images / 255
    return images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
