"""NumPy copies; a middle that leans to the other side; black and white by minimum distance to the sides."""

import numpy as np
import torch


def array_of(images):
    if not images.is_floating_point():
        raise ValueError(f"float pictures please, not {images.dtype}")
    return images.numpy().copy()


def invert(images):
    array = array_of(images)
    np.subtract(1, array, out=array)
    return torch.from_numpy(array)


def drop_red(images):
    array = array_of(images)
    array[:, 0, :, :] = 0
    return torch.from_numpy(array)


def to_gray(images):
    return torch.from_numpy(array_of(images).mean(axis=1)[:, np.newaxis])


def hflip(images):
    return torch.from_numpy(array_of(images)[..., ::-1].copy())


def center_crop(images, size):
    array = array_of(images)
    top, left = (-((size - length) // 2) for length in array.shape[-2:])
    return torch.from_numpy(array[..., top : top + size, left : left + size])


def draw_border(images, width):
    array = array_of(images)
    h, w = array.shape[-2:]
    array[..., :width, :] = 1
    array[..., h - width :, :] = 1
    array[..., :width] = 1
    array[..., w - width :] = 1
    return torch.from_numpy(array)
