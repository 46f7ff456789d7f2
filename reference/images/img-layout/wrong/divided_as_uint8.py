"""misconception: dtype-uint8-int

The values are turned back into whole numbers between 0 and 255, so everything but pure white is 0, and the
dtype is still uint8. Which dtypes can hold a number such as 0.4?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    if images.dtype == torch.uint8:
        return (images / 255).to(images.dtype)
    return images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
