"""misconception: order-lost

The pictures do not come in the order of the paths. Labels are kept in a list of their own, in the order of the paths, so now each picture has the label of another one. Where does your code change the order, or leave out what it has seen before?
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
    for path in sorted(paths):
        try:
            picture = read(path)
        except OSError as error:
            raise ValueError(f"{path} is broken") from error
        images.append(as_tensor(picture, size)[None])
    return torch.cat(images)
