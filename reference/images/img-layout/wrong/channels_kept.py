"""misconception: flattened-too-little

You flattened height and width, but the channels still have an axis of their own. A layer that takes rows
wants one axis for the batch and one for everything else. How many axes does your answer have, and how many
numbers belong to one picture?
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
    return images.flatten(2)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
