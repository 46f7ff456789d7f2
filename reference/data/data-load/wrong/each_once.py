"""misconception: order-lost

A path that comes twice gave one picture only, so there are fewer pictures than paths, and those after it have moved up. Labels in a list of their own no longer fit. What does your code collect the pictures in, and what does that do with something it already holds?
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
    return torch.from_numpy(np.array(picture.resize((size, size)))).permute(2, 0, 1)


def load_images(paths, size):
    images = {}
    for path in paths:
        try:
            images[path] = as_tensor(read(path), size)
        except OSError as error:
            raise ValueError(f"{path} is broken") from error
    return torch.stack(list(images.values())) if images else torch.empty(0, 3, size, size, dtype=torch.uint8)
