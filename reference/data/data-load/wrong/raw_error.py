"""misconception: error-not-translated

A broken file raised the error of the library that read it. Whoever calls your function would have to know that library to catch it; a ValueError was promised. Where in your code does the error come up, and what could you make of it there?
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
    images = [torch.empty(0, 3, size, size, dtype=torch.uint8)]
    images += [as_tensor(read(path), size)[None] for path in paths]
    return torch.cat(images)
