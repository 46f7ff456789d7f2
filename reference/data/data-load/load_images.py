"""Load pictures as one tensor: Pillow turns, converts and squashes; errors get the file's name."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageOps


def load_images(paths: list[str], size: int) -> torch.Tensor:
    """All pictures as uint8 of shape (n, 3, size, size)."""
    images = torch.empty(len(paths), 3, size, size, dtype=torch.uint8)
    for place, path in enumerate(paths):
        try:
            picture = read(path)
        except OSError as error:
            raise ValueError(f"{path} cannot be read as a picture") from error
        squashed = np.array(picture.resize((size, size)))
        images[place] = torch.from_numpy(squashed).permute(2, 0, 1)
    return images


def read(path: str) -> Image.Image:
    """A picture, upright and in colour."""
    with Image.open(path) as stored:
        upright = ImageOps.exif_transpose(stored)
    if upright.mode == "I;16":
        # Pillow would cut everything above 255 off.
        upright = Image.fromarray(np.asarray(upright) // 257)
    return upright.convert("RGB")
