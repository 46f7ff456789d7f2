"""Two transposes, einsum and a module; contiguous copies, then views."""

import torch
from torch import nn


def describe(images):
    return dict(batch=images.size(0), channels=images.size(1), height=images.size(2), width=images.size(3))


def to_nchw(images_nhwc):
    return images_nhwc.transpose(2, 3).transpose(1, 2).contiguous()


def to_float01(images):
    match images.dtype:
        case torch.uint8:
            return torch.true_divide(images, 255.0)
        case _:
            return torch.clamp(images, 0, 1)


def flatten_images(images):
    return nn.Flatten()(images)


def prepare(images_nhwc):
    channels_first = torch.einsum("nhwc->nchw", to_float01(images_nhwc))
    return channels_first.contiguous().view(len(images_nhwc), -1)
