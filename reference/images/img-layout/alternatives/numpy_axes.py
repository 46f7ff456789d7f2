"""NumPy arrays in between."""

import numpy as np
import torch


def describe(images):
    names = ["batch", "channels", "height", "width"]
    return {name: int(size) for name, size in zip(names, np.shape(images.numpy()), strict=True)}


def to_nchw(images_nhwc):
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(images_nhwc.numpy(), -1, 1)))


def to_float01(images):
    array = images.numpy()
    if np.issubdtype(array.dtype, np.floating):
        return torch.from_numpy(array.copy())
    return torch.from_numpy(array.astype(np.float32) / np.float32(255))


def flatten_images(images):
    array = images.numpy()
    return torch.from_numpy(array.reshape(array.shape[0], -1).copy())


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
