"""misconception: errors-swallowed

For a broken file a black picture came back, as if it had been in the file. A model will take it for a real one and learn that this is what a cat looks like. Who should decide what to do about a broken file, and what do they need to know for it?
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
    for path in paths:
        try:
            image = as_tensor(read(path), size)
        except OSError:
            image = torch.zeros(3, size, size, dtype=torch.uint8)
        images.append(image[None])
    return torch.cat(images)
