"""misconception: in-place-on-argument

Your answer is right, but the frame is on your caller's pictures as well. A second name for a tensor, or a
slice of it, is no copy: both show the same numbers. Which method gives you numbers of your own?
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
    h, w = images.shape[2:]
    framed = images[:]
    framed[:, :, :width] = 1
    framed[:, :, h - width :] = 1
    framed[:, :, :, :width] = 1
    framed[:, :, :, w - width :] = 1
    return framed
