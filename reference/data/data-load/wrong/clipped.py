"""misconception: depth-clipped

Grey pictures of 16 bits came out white, or nearly so. Their values go up to 65535; everything above 255 was cut off at 255 on the way to 8 bits. By how much do the values have to shrink, so that the darkest stays dark and only the brightest is white?
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageOps


def read(path):
    with Image.open(path) as stored:
        return ImageOps.exif_transpose(stored).convert("RGB")


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
