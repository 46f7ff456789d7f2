"""misconception: reshape-for-permute

The colours are scrambled: a picture of one colour came out in stripes of several. Your axes got new sizes, but the numbers stayed in their old order, so red, green and blue were mixed. Which operation moves axes together with their numbers?
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageOps


def read(path):
    with Image.open(path) as stored:
        upright = ImageOps.exif_transpose(stored)
    if upright.mode == "I;16":
        upright = Image.fromarray((np.asarray(upright) // 257).astype(np.uint8))
    return upright.convert("RGB")


def as_tensor(picture, size):
    return torch.from_numpy(np.array(picture.resize((size, size)))).reshape(3, size, size)


def load_images(paths, size):
    images = [torch.empty(0, 3, size, size, dtype=torch.uint8)]
    for path in paths:
        try:
            picture = read(path)
        except OSError as error:
            raise ValueError(f"{path} is broken") from error
        images.append(as_tensor(picture, size)[None])
    return torch.cat(images)
