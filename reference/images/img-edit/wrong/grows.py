"""misconception: border-grows-image

Your pictures have become larger: the frame was put around them. It should cover the outermost pixels, so
that the size of the picture stays. What has to be taken away before, or which pixels are painted over?
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
    return torch.nn.functional.pad(images, [width] * 4, value=1.0)
