"""misconception: minus-zero-slice

With a width of 0 your whole picture turned white. A slice that begins at minus `width` begins at -0, and
that is the first pixel, not one behind the last. How can the start be counted from the front?
"""

import torch


def check(images):
    if images.dtype == torch.uint8:
        raise ValueError("The values should lie between 0 and 1.")


def invert(images):
    check(images)
    return 1 - images


def drop_red(images):
    check(images)
    edited = images.clone()
    edited[:, 0] = 0
    return edited


def to_gray(images):
    check(images)
    return images.mean(dim=1, keepdim=True)


def hflip(images):
    check(images)
    return images.flip(3)


def center_crop(images, size):
    check(images)
    top = (images.shape[2] - size) // 2
    left = (images.shape[3] - size) // 2
    return images[:, :, top : top + size, left : left + size]


def draw_border(images, width):
    check(images)
    framed = images.clone()
    framed[:, :, :width] = 1
    framed[:, :, -width:] = 1
    framed[:, :, :, :width] = 1
    framed[:, :, :, -width:] = 1
    return framed
