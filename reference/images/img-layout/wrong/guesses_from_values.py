"""misconception: scale-guessed-from-values

You look at the values to find out whether a picture is scaled already. A dark uint8 picture with the values
0 and 1 looks scaled to your code, so it became black and white instead of almost black. What else tells the
two kinds of pictures apart?
"""

import torch


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    if images.max() > 1:
        return images / 255
    return images.float() if images.dtype == torch.uint8 else images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
