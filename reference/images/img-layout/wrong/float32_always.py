"""misconception: precision-lost

Pictures came in as float64 and went out as float32: half of their digits are gone, although nothing had to
be done to them. Which of your lines decides on the dtype, and for which pictures should it run?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    if images.dtype == torch.uint8:
        images = images / 255
    return images.float()


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
