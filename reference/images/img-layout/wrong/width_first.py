"""misconception: height-width-swapped

Height and width have changed places. The height counts rows, the width counts columns, and in a tensor the
rows come first. A square picture cannot show the difference. What are the four sizes of a picture with 2
rows and 3 columns?
"""

import torch


def describe(images):
    batch, channels, width, height = images.shape
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
