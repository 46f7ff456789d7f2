"""misconception: batch-axis-lost

All pictures of the batch went into one long row: nobody can tell any more where one ends and the next
begins. Each picture should have a row of its own. Which axis has to survive the flattening?
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
    return images.flatten()


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
