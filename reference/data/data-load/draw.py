"""Draws upright.png: a house as it is stored, upright, and squashed."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image, ImageDraw

TARGET = Path(__file__).resolve().parents[3] / "exercises/data/data-load/upright.png"


def scene() -> Image.Image:
    """A house with a tree and the sun, higher than wide."""
    picture = Image.new("RGB", (240, 360), "#cfe8f7")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 280, 240, 360), fill="#7fb069")
    pen.ellipse((170, 30, 220, 80), fill="#f6c445")
    pen.rectangle((40, 180, 150, 300), fill="#d98c5f")
    pen.polygon([(25, 180), (95, 110), (165, 180)], fill="#9b3d2e")
    pen.rectangle((80, 240, 112, 300), fill="#5b3a29")
    pen.rectangle((120, 200, 142, 226), fill="#fdf6e3")
    pen.rectangle((192, 230, 204, 310), fill="#6b4a2f")
    pen.ellipse((168, 160, 228, 246), fill="#3f7d4e")
    return picture


def main() -> None:
    """Three panels at one scale."""
    upright = scene()
    stored = upright.transpose(Image.Transpose.ROTATE_90)
    squashed = upright.resize((240, 240))
    panels = [
        (stored, "in the file:\nlying on its side"),
        (upright, "turned as the\nnote says"),
        (squashed, "squashed into\na square"),
    ]
    figure, axes = plt.subplots(1, 3, figsize=(6.2, 3.2), width_ratios=[360, 240, 240])
    for axis, (picture, title) in zip(axes, panels, strict=True):
        axis.imshow(np.asarray(picture))
        axis.set_title(title, fontsize=11)
        axis.set_anchor("N")
        axis.set_xticks([])
        axis.set_yticks([])
    figure.tight_layout()
    figure.savefig(TARGET, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
