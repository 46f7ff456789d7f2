"""Draws layouts.png: a small picture, and its numbers in the orders of a file and of a network."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

TARGET = Path(__file__).parents[3] / "exercises/images/img-layout/layouts.png"
#: Red, green and blue of the six pixels, from 0 to 1.
PIXELS = [
    (0.9, 0.3, 0.2),
    (1.0, 0.8, 0.2),
    (0.3, 0.7, 0.3),
    (0.2, 0.6, 0.9),
    (0.5, 0.3, 0.7),
    (1.0, 1.0, 1.0),
]
INKS = [(0.85, 0.1, 0.1), (0.1, 0.6, 0.15), (0.15, 0.3, 0.9)]


def cell(axes: Axes, x: float, y: float, size: float, colour: tuple[float, ...], text: str) -> None:
    """One square with a number on it, light on dark or dark on light."""
    axes.add_patch(Rectangle((x, y), size, size, facecolor=colour, edgecolor="#555555", linewidth=0.8))
    dark = 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2] < 0.55
    ink = "white" if dark else "#222222"
    axes.text(
        x + size / 2, y + size / 2, text, ha="center", va="center", color=ink, fontsize=10 + 5 * (size > 1)
    )


def tint(channel: int, value: float) -> tuple[float, ...]:
    """The colour of one number: nearly white for 0, the pure channel for 1."""
    strength = 0.1 + 0.9 * value
    return tuple(1 - strength * (1 - part) for part in INKS[channel])


def row(axes: Axes, y: float, order: list[tuple[int, int]]) -> None:
    """18 numbers side by side; each cell names its pixel."""
    for place, (pixel, channel) in enumerate(order):
        cell(axes, place, y, 1, tint(channel, PIXELS[pixel][channel]), str(pixel + 1))


def main() -> None:
    figure, axes = plt.subplots(figsize=(5.6, 4.3), dpi=110)
    for pixel, colour in enumerate(PIXELS):
        cell(axes, 6 + 2 * (pixel % 3), 11.2 - 2 * (pixel // 3), 2, colour, str(pixel + 1))
    axes.text(9, 13.5, "the picture: 2 rows, 3 columns", ha="center", fontsize=12)
    axes.text(0, 7.3, "in a file, pixel by pixel: (h, w, c)", fontsize=12)
    row(axes, 6, [(pixel, channel) for pixel in range(6) for channel in range(3)])
    axes.text(0, 5.1, "red, green, blue of pixel 1, then of pixel 2, …", fontsize=11, color="#444444")
    axes.text(0, 3.1, "for a layer, colour by colour: (c, h, w)", fontsize=12)
    row(axes, 1.8, [(pixel, channel) for channel in range(3) for pixel in range(6)])
    axes.text(0, 0.9, "all six red numbers, then green, then blue", fontsize=11, color="#444444")
    axes.set(xlim=(-0.1, 18.1), ylim=(0.5, 14.3), aspect="equal")
    axes.axis("off")
    figure.savefig(TARGET, facecolor="white", bbox_inches="tight", pad_inches=0.1)


if __name__ == "__main__":
    main()
