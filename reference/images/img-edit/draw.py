"""Draws edits.png: a small sailing boat, and what six edits make of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

TARGET = Path(__file__).parents[3] / "exercises/images/img-edit/edits.png"
Picture = NDArray[np.float64]
#: Drawn pixels on the page for each pixel of the boat, and the room for a caption below each picture.
ZOOM, CAPTION, GAP = 7, 24, 14
COLOURS = {
    " ": (0.55, 0.8, 0.95), "~": (0.1, 0.35, 0.7), "r": (0.85, 0.2, 0.15), "w": (0.97, 0.95, 0.85),
    "m": (0.35, 0.2, 0.1), "y": (1.0, 0.85, 0.2),
}  # fmt: skip
BOAT = [
    "              yyy ",
    "     m        yyyy",
    "     mw       yyy ",
    "     mww          ",
    "     mwww         ",
    "     mwwww        ",
    "     mwwwww       ",
    "     m            ",
    " rrrrrrrrrrrrr    ",
    "  rrrrrrrrrrr     ",
    "~~~rrrrrrrrr~~~~~~",
    "~~~~~~~~~~~~~~~~~~",
]


def edits(boat: Picture) -> list[tuple[str, Picture]]:
    """The boat and its six edits, rows by columns by channels."""
    framed = np.ones_like(boat)
    framed[1:-1, 1:-1] = boat[1:-1, 1:-1]
    gray = boat.mean(2, keepdims=True).repeat(3, 2)
    return [
        ("original", boat), ("invert", 1 - boat), ("drop_red", boat * np.array([0, 1, 1])), ("to_gray", gray),
        ("hflip", boat[:, ::-1]), ("center_crop 8", boat[2:10, 5:13]), ("draw_border 1", framed),
    ]  # fmt: skip


def main() -> None:
    boat = np.array([[COLOURS[letter] for letter in line] for line in BOAT])
    wide, high = ZOOM * boat.shape[1], ZOOM * boat.shape[0]
    step_x, step_y = wide + GAP, high + CAPTION + GAP
    page = Image.new("RGB", (3 * step_x + GAP, 3 * step_y), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(15)
    for place, (name, picture) in enumerate(edits(boat)):
        # The original stands alone above the middle; the edits fill two rows of three.
        column, line = (1, 0) if place == 0 else ((place - 1) % 3, 1 + (place - 1) // 3)
        x, y = GAP + column * step_x, GAP + line * step_y
        small = Image.fromarray((picture * 255).round().astype(np.uint8))
        large = small.resize((small.width * ZOOM, small.height * ZOOM), Image.Resampling.NEAREST)
        left, top = x + (wide - large.width) // 2, y + (high - large.height) // 2
        page.paste(large, (left, top))
        pen.rectangle((left - 1, top - 1, left + large.width, top + large.height), outline="#777777")
        pen.text((x + wide // 2, y + high + 4), name, fill="#222222", font=font, anchor="mt")
    page.save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
