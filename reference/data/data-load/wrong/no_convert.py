"""misconception: mode-not-converted

Pictures that are not stored as red, green and blue stop your code or come out with the wrong number of channels. A file's mode says how many numbers a pixel has: one for grey, four for print. What has to happen to a picture before its array always has three?
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageOps


def read(path):
    with Image.open(path) as stored:
        return ImageOps.exif_transpose(stored)


def as_tensor(picture, size):
    return torch.from_numpy(np.array(picture.resize((size, size)))).permute(2, 0, 1)


def load_images(paths, size):
    images = [torch.empty(0, 3, size, size, dtype=torch.uint8)]
    for path in paths:
        try:
            picture = read(path)
        except OSError as error:
            raise ValueError(f"{path} is broken") from error
        images.append(as_tensor(picture, size)[None])
    return torch.cat(images)
