"""misconception: crop-from-corner

The size is right, but you cut from the top left corner. What is in the middle of a picture may then be
missing altogether. If 6 of 10 rows are kept, how many are cut away above, and where does the first kept row
begin?
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
    return images[:, :, :size, :size]


def draw_border(images, width):
    check(images)
    h, w = images.shape[2:]
    framed = images.clone()
    framed[:, :, :width] = 1
    framed[:, :, h - width :] = 1
    framed[:, :, :, :width] = 1
    framed[:, :, :, w - width :] = 1
    return framed
