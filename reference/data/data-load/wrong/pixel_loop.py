"""misconception: python-loop-speed

Your pictures are right, but 500 small ones took more than 2 seconds: Python touches each pixel by itself. A real data set has a thousand times as many. Which single call hands over all pixels of a picture at once?
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
    small = picture.resize((size, size))
    image = torch.empty(3, size, size, dtype=torch.uint8)
    for y in range(size):
        for x in range(size):
            for channel, value in enumerate(small.getpixel((x, y))):
                image[channel, y, x] = value
    return image


def load_images(paths, size):
    images = [torch.empty(0, 3, size, size, dtype=torch.uint8)]
    for path in paths:
        try:
            picture = read(path)
        except OSError as error:
            raise ValueError(f"{path} is broken") from error
        images.append(as_tensor(picture, size)[None])
    return torch.cat(images)
