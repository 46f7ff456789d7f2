"""Squash in the file's own mode, then convert, then turn: in a square the order does not matter."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

FLIPS = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}


class Loader:
    """Knows the size, and loads one picture after the other."""

    def __init__(self, size):
        self.size = size

    def squashed(self, picture):
        if picture.mode == "I;16":
            grey = np.asarray(picture).astype(np.float64) / 65535 * 255
            picture = Image.fromarray(grey.round().astype(np.uint8), "L")
        if picture.mode == "LA":
            picture = picture.getchannel(0)
        return picture.resize((self.size, self.size), Image.Resampling.BICUBIC).convert("RGB")

    def __call__(self, path):
        try:
            with open(path, "rb") as file, Image.open(file) as picture:
                flag = picture.getexif().get(0x0112)
                squashed = self.squashed(picture)
        except OSError as error:
            raise ValueError("cannot read " + path) from error
        if flag in FLIPS:
            squashed = squashed.transpose(FLIPS[flag])
        return torch.stack(
            [torch.frombuffer(bytearray(band.tobytes()), dtype=torch.uint8) for band in squashed.split()]
        )


def load_images(paths, size):
    load = Loader(size)
    flat = [load(path) for path in paths]
    return (
        torch.stack(flat).reshape(-1, 3, size, size)
        if flat
        else torch.zeros((0, 3, size, size), dtype=torch.uint8)
    )
