"""misconception: channels-last

You read the sizes in the order of a file, with the channels last. The pictures that reach you here have
them in another place: yours would tell of 224 channels in a photo. Where is the channel axis of a picture
that a PyTorch layer works on?
"""

import torch


def describe(images):
    batch, height, width, channels = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    if images.dtype == torch.uint8:
        return images / 255
    return images


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
