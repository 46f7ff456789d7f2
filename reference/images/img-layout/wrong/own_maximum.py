"""misconception: scaled-by-own-maximum

You divide by the largest value of the pictures you happen to have, so a dark picture becomes as bright as a
light one, and the same pixel gets another number in another batch. What does the number for white stay,
whatever is in the picture?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    if images.dtype == torch.uint8:
        return images / images.max()
    return images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
