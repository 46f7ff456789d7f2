"""Pillow only decodes; torch does the rest, with another way of resizing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, UnidentifiedImageError

TURNS = {3: 2, 6: -1, 8: 1}


def to_tensor(content: bytes) -> torch.Tensor:
    """Float of shape (3, h, w), values 0 to 255."""
    picture = Image.open(io.BytesIO(content))
    turn = TURNS.get(picture.getexif().get(0x0112, 1), 0)
    if picture.mode.startswith("I"):
        grey = torch.from_numpy(np.asarray(picture).astype(np.float32)) * (255 / 65535)
        pixels = grey.expand(3, -1, -1)
    else:
        pixels = torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1).float()
    return torch.rot90(pixels, turn, dims=(1, 2))


def load_images(paths: list[str], size: int) -> torch.Tensor:
    found = [torch.empty(0, 3, size, size)]
    for path in paths:
        try:
            pixels = to_tensor(Path(path).read_bytes())
        except (UnidentifiedImageError, OSError) as error:
            raise ValueError(f"{Path(path).name}: {error}") from None
        found.append(F.interpolate(pixels[None], size=(size, size), mode="bilinear", antialias=True))
    return torch.cat(found).round().clamp(0, 255).to(torch.uint8)
