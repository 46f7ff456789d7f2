"""Draws field.png: two layers with kernels of 3, and the five pixels that one number sees."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

TARGET = Path(__file__).parents[3] / "exercises/images/img-pool/field.png"
INK, FAINT, MARK = "#333333", "#c9c9c9", "#d1571b"
MIDDLE = 4


def row(axes: Axes, y: float, places: range, seen: set[int], name: str) -> None:
    """Dots of one row; those that the marked number sees are filled."""
    for place in places:
        fill = MARK if place in seen else "white"
        axes.plot(
            place, y, "o", markersize=19, markerfacecolor=fill, markeredgecolor=INK, markeredgewidth=1.2
        )
    axes.text(-0.6, y, name, ha="right", va="center", fontsize=13, color=INK)


def lines(axes: Axes, y: float, places: range, seen: set[int]) -> None:
    """From each number of a layer to the three below it."""
    for strong in (False, True):
        for place in (one for one in places if (one in seen) == strong):
            for below in (place - 1, place, place + 1):
                ink, width = (MARK, 2.2) if strong else (FAINT, 1)
                axes.plot([place, below], [y, y - 1], color=ink, linewidth=width, zorder=0 + strong)


def main() -> None:
    figure, axes = plt.subplots(figsize=(5.8, 3), dpi=110)
    second, first, pixels = {MIDDLE}, set(range(MIDDLE - 1, MIDDLE + 2)), set(range(MIDDLE - 2, MIDDLE + 3))
    lines(axes, 2, range(2, 7), second)
    lines(axes, 1, range(1, 8), first)
    row(axes, 2, range(2, 7), second, "second layer")
    row(axes, 1, range(1, 8), first, "first layer")
    row(axes, 0, range(9), pixels, "pixels")
    axes.annotate(
        "", (MIDDLE - 2.4, -0.42), (MIDDLE + 2.4, -0.42), arrowprops={"arrowstyle": "<->", "color": INK}
    )
    axes.text(MIDDLE, -0.72, "5 pixels", ha="center", va="center", fontsize=13, color=INK)
    axes.set(xlim=(-3.6, 8.5), ylim=(-0.95, 2.35))
    axes.axis("off")
    figure.savefig(TARGET, facecolor="white", bbox_inches="tight", pad_inches=0.08)


if __name__ == "__main__":
    main()
