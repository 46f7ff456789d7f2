"""misconception: square-assumed

For square pictures you hit the middle, for others not: rows and columns begin at the same number in your
crop. A wide picture has more to cut away at its sides than above. What should the first column depend on?
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
    start = (images.shape[2] - size) // 2
    return images[:, :, start : start + size, start : start + size]


def draw_border(images, width):
    check(images)
    h, w = images.shape[2:]
    framed = images.clone()
    framed[:, :, :width] = 1
    framed[:, :, h - width :] = 1
    framed[:, :, :, :width] = 1
    framed[:, :, :, w - width :] = 1
    return framed
