"""misconception: turned-wrong-way

You follow the note about the orientation, but pictures that have to be turned by a quarter come out upside down: you turn them to the other side. Pillow and numpy turn against the clock when the number is positive. Which way does flag 6 ask for?
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageOps


TURNS = {3: 180, 6: 90, 8: -90}


def read(path):
    with Image.open(path) as stored:
        upright = stored.rotate(TURNS.get(stored.getexif().get(274), 0), expand=True)
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
