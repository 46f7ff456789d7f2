"""misconception: mode-not-converted

The numbers of a palette picture were taken for shades of grey. They are places in a table of colours: a pixel with number 3 has the third colour of the table, whatever that is. Black-and-white and print pictures have numbers of their own kind, too. Who can look the colours up for you?
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageOps


def read(path):
    with Image.open(path) as stored:
        return ImageOps.exif_transpose(stored)


def as_tensor(picture, size):
    pixels = np.array(picture.resize((size, size)))
    if pixels.ndim == 2:
        pixels = np.stack([pixels] * 3, axis=2)
    if pixels.shape[2] == 2:
        pixels = np.repeat(pixels[:, :, :1], 3, axis=2)
    return torch.from_numpy(pixels[:, :, :3].copy()).permute(2, 0, 1)


def load_images(paths, size):
    images = [torch.empty(0, 3, size, size, dtype=torch.uint8)]
    for path in paths:
        try:
            picture = read(path)
        except OSError as error:
            raise ValueError(f"{path} is broken") from error
        images.append(as_tensor(picture, size)[None])
    return torch.cat(images)
