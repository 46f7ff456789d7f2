"""misconception: aspect-kept

You keep the shape of the objects and cut off what does not fit into the square. What lies at the edge of a wide picture is gone. Here the whole picture was asked for. What does your way of resizing do with a picture that is twice as wide as high?
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
    return torch.from_numpy(np.array(ImageOps.fit(picture, (size, size)))).permute(2, 0, 1)


def load_images(paths, size):
    images = [torch.empty(0, 3, size, size, dtype=torch.uint8)]
    for path in paths:
        try:
            picture = read(path)
        except OSError as error:
            raise ValueError(f"{path} is broken") from error
        images.append(as_tensor(picture, size)[None])
    return torch.cat(images)
