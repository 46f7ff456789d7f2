"""Draws the picture of the prompt: some of the shapes, in three rows."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve()
PLACE = HERE.parents[3] / "exercises" / "fastai" / "fastai-clf" / "shapes.png"
NAMES = ("circle", "square", "triangle")
TILE, GAP, LABEL = 96, 12, 96


def shape(name: str, source: random.Random) -> Image.Image:
    """One picture, four times as large as the files are."""
    image = Image.new("L", (TILE, TILE), 50)
    draw = ImageDraw.Draw(image)
    side = source.randint(TILE // 3, TILE * 2 // 3)
    left, top = (source.randint(6, TILE - side - 6) for _ in range(2))
    right, bottom = left + side, top + side
    if name == "circle":
        draw.ellipse((left, top, right, bottom), fill=240)
    elif name == "square":
        draw.rectangle((left, top, right, bottom), fill=240)
    else:
        draw.polygon(((left, bottom), (right, bottom), ((left + right) // 2, top)), fill=240)
    return image


def main() -> None:
    source = random.Random(3)
    width, height = LABEL + 4 * (TILE + GAP), GAP + len(NAMES) * (TILE + GAP)
    sheet = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=18)
    for row, name in enumerate(NAMES):
        top = GAP + row * (TILE + GAP)
        draw.text((LABEL - GAP, top + TILE / 2), f"{name}/", fill=30, font=font, anchor="rm")
        for column in range(4):
            sheet.paste(shape(name, source), (LABEL + column * (TILE + GAP), top))
    sheet.quantize(16).save(PLACE, optimize=True)


if __name__ == "__main__":
    main()
