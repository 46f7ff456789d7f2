"""Pictures put together from parts: cat, unbind, pad."""

import torch
import torch.nn.functional as F


def channels(images):
    if images.dtype not in (torch.float32, torch.float64):
        raise ValueError("wrong dtype")
    return images.unbind(dim=1)


def invert(images):
    return torch.stack([torch.ones_like(part) - part for part in channels(images)], dim=1)


def drop_red(images):
    red, green, blue = channels(images)
    return torch.stack([torch.zeros_like(red), green, blue], dim=1)


def to_gray(images):
    red, green, blue = channels(images)
    return ((red + green + blue) / 3).unsqueeze(1)


def hflip(images):
    return torch.stack([torch.fliplr(part.movedim(0, 2)).movedim(2, 0) for part in channels(images)], dim=1)


def center_crop(images, size):
    channels(images)
    above, before = (images.shape[2] - size) // 2, (images.shape[3] - size + 1) // 2
    below, after = images.shape[2] - size - above, images.shape[3] - size - before
    return F.pad(images, [-before, -after, -above, -below])


def draw_border(images, width):
    channels(images)
    h, w = images.shape[2], images.shape[3]
    inside = images[:, :, width : h - width, width : w - width]
    return F.pad(inside, [width] * 4, value=1.0)
