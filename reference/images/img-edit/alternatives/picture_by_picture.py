"""Loops over pictures, channels and rows, with plain lists."""

import torch


def check(images):
    if images.dtype == torch.uint8:
        raise ValueError("These pictures are not scaled to 0 .. 1.")


def rebuilt(images, change):
    """The batch with `change` applied to every channel, a list of rows."""
    batch = [[change(channel, index) for index, channel in enumerate(image)] for image in images.tolist()]
    return torch.tensor(batch, dtype=images.dtype)


def invert(images):
    check(images)
    return rebuilt(images, lambda channel, _: [[1 - value for value in row] for row in channel])


def drop_red(images):
    check(images)
    return rebuilt(images, lambda channel, index: [[value * (index > 0) for value in row] for row in channel])


def to_gray(images):
    check(images)
    total = 0
    for channel in range(3):
        total = total + images[:, channel : channel + 1]
    return total / 3


def hflip(images):
    check(images)
    return rebuilt(images, lambda channel, _: [row[::-1] for row in channel])


def center_crop(images, size):
    check(images)
    top, left = (len(images[0, 0]) - size) // 2, (len(images[0, 0, 0]) - size) // 2
    return rebuilt(images, lambda channel, _: [row[left : left + size] for row in channel[top : top + size]])


def draw_border(images, width):
    check(images)
    images = images.clone()
    for step in range(width):
        for edge in (step, -1 - step):
            images[:, :, edge] = 1
            images[:, :, :, edge] = 1
    return images
