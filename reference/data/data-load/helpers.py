"""What the hidden checks of data-load share: pictures made of blocks, and reading the centres of the blocks.

Ways of resizing differ along the edges of a block and agree in its middle, so only the middles are compared.
Pictures of one colour come out alike whatever the way.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from grader.checks import assert_type, fail

#: How far a colour may be off: JPEG and rounding.
TOLERANCE = 6
_LEVELS = (20, 128, 235)
_ORIENTATION = 0x0112


def draw(low: int, high: int, rng: torch.Generator) -> int:
    """A whole number from low to high."""
    return int(torch.randint(low, high + 1, (1,), generator=rng))


def colours(count: int, rng: torch.Generator) -> Tensor:
    """Up to 20 colours, uint8 of shape (count, 3), that differ by 100 somewhere; none of them is grey."""
    every = torch.cartesian_prod(*[torch.tensor(_LEVELS, dtype=torch.uint8)] * 3)
    every = every[(every != every[:, :1]).any(1)]
    return every[torch.randperm(len(every), generator=rng)[:count]]


def grid(rows: int, columns: int, rng: torch.Generator) -> Tensor:
    """Colours of the blocks of a picture, uint8 of shape (rows, columns, 3)."""
    return colours(rows * columns, rng).reshape(rows, columns, 3)


def painted(blocks: Tensor, height: int, width: int) -> Image.Image:
    """A picture whose blocks have this height and width in pixels."""
    pixels = blocks.repeat_interleave(height, 0).repeat_interleave(width, 1)
    return Image.fromarray(pixels.numpy())


def flat(colour: Any, mode: str = "RGB", side: int = 8) -> Image.Image:
    """A square picture of one colour, as its mode wants it."""
    return Image.new(mode, (side, side), tuple(map(int, colour)) if np.ndim(colour) else int(colour))


def encoded(picture: Image.Image, flag: int | None = None, kind: str = "PNG") -> bytes:
    """The bytes of a file, with a note about the orientation if one is given."""
    notes = Image.Exif()
    if flag is not None:
        notes[_ORIENTATION] = flag
    content = io.BytesIO()
    fine = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    if kind == "JPEG" and picture.mode == "CMYK":
        fine.pop("subsampling")
    picture.save(content, kind, exif=notes, **fine)
    return content.getvalue()


def paths_of(student: Any, files: dict[str, bytes]) -> list[str]:
    """Where the student's code finds these files, in their order."""
    folder = student.folder(files)
    return [f"{folder}/{name}" for name in files]


def require_form(images: Any, n: int, size: int) -> Tensor:
    """A uint8 tensor of the right shape."""
    assert_type(images, Tensor, "load_images should return one tensor.")
    if images.shape == (n, size, size, 3):
        fail(f"Your tensor has the shape {tuple(images.shape)}: the channels come last.", "channels-last")
    seen = f"{n} pictures of size {size} gave a tensor of shape {tuple(images.shape)}."
    assert images.shape == (n, 3, size, size), seen
    if images.dtype != torch.uint8:
        within = images.is_floating_point() and 0 < float(images.max()) <= 1
        fail(f"Your tensor is {images.dtype}, not uint8.", "range-changed" if within else None)
    found: Tensor = images
    return found


def centres(image: Tensor, rows: int, columns: int) -> Tensor:
    """The colours in the middle of the blocks of a loaded picture, int64 of shape (rows, columns, 3)."""
    size = image.shape[-1]
    down = ((torch.arange(rows) + 0.5) * size / rows).long()
    right = ((torch.arange(columns) + 0.5) * size / columns).long()
    return image.permute(1, 2, 0)[down][:, right].long()


def shows(image: Tensor, blocks: Tensor) -> bool:
    """Whether a loaded picture has these blocks."""
    seen = centres(image, *blocks.shape[:2])
    return bool((seen - blocks.long()).abs().max() <= TOLERANCE)


def has_colour(image: Tensor, colour: Tensor) -> bool:
    """Whether any pixel has about this colour."""
    off = (image.long() - colour.long()[:, None, None]).abs().amax(0)
    return bool((off <= 40).any())


def is_colour(image: Tensor, colour: Any, tolerance: int = TOLERANCE) -> bool:
    """Whether all pixels have this colour."""
    wanted = torch.as_tensor(colour).long().reshape(3, 1, 1)
    return bool((image.long() - wanted).abs().max() <= tolerance)
