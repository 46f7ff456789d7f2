"""Masks and arithmetic: nothing is ever written into."""

import torch


def refuse_bytes(function):
    """A decorator, so that the six functions share the refusal."""

    def wrapped(images, *numbers):
        if images.dtype is torch.uint8:
            raise ValueError("uint8")
        return function(images, *numbers)

    return wrapped


@refuse_bytes
def invert(images):
    return images.neg().add(1.0)


@refuse_bytes
def drop_red(images):
    keep = torch.tensor([0.0, 1.0, 1.0], dtype=images.dtype).reshape(1, 3, 1, 1)
    return images * keep


@refuse_bytes
def to_gray(images):
    third = torch.full((1, 3), 1 / 3, dtype=images.dtype)
    return torch.einsum("oc,nchw->nohw", third, images)


@refuse_bytes
def hflip(images):
    columns = torch.arange(images.shape[-1] - 1, -1, -1)
    return images.index_select(-1, columns)


@refuse_bytes
def center_crop(images, size):
    _, _, h, w = images.shape
    return images.narrow(2, round((h - size) / 2), size).narrow(3, round((w - size) / 2), size)


@refuse_bytes
def draw_border(images, width):
    _, _, h, w = images.shape
    rows, columns = torch.arange(h), torch.arange(w)
    inner_rows = (rows >= width) & (rows < h - width)
    inner_columns = (columns >= width) & (columns < w - width)
    return images.masked_fill(~(inner_rows[:, None] & inner_columns[None, :]), 1.0)
