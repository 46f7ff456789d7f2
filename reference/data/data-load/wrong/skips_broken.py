"""misconception: errors-swallowed

A broken file went by in silence, and fewer pictures than paths came back. From there on each picture stands beside the label of another one, and nobody is told. What should a caller be able to rely on about the number of pictures, and how can they learn what went wrong?
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
            images.append(as_tensor(read(path), size)[None])
        except Exception:
            continue
    return torch.cat(images)
