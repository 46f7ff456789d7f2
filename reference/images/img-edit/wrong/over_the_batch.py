"""misconception: axis-confusion

You averaged over the pictures of the batch: one colour picture came out, a mixture of all. Each pixel's
grey should come from its own three colours. Which axis has length 3 in every batch, and has to shrink?
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
    return images.mean(dim=0, keepdim=True)


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
    framed = images.clone()
    framed[:, :, :width] = 1
    framed[:, :, h - width :] = 1
    framed[:, :, :, :width] = 1
    framed[:, :, :, w - width :] = 1
    return framed
