"""misconception: exif-ignored

Some pictures came out lying on their side or upside down: as the camera's chip saw them. Their files hold a note that says how to turn them, and your code does not read it. What would a model learn about houses whose roofs point to the left?
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageOps


def read(path):
    with Image.open(path) as stored:
        upright = stored.copy()
    if upright.mode == "I;16":
        upright = Image.fromarray((np.asarray(upright) // 257).astype(np.uint8))
    return upright.convert("RGB")


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
