"""Draws hinges.png of the prompt: a tent and its two parts, and a curve followed by straight pieces."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

FOLDER = Path(__file__).resolve().parents[3] / "exercises/approximation/uat-relu"


def tent(axes: Axes) -> None:
    """The tent is the sum of the two lines below it."""
    x = np.linspace(-0.5, 2.0, 251)
    up, down = np.maximum(x, 0), -2 * np.maximum(x - 1, 0)
    axes.plot(x, up, color="#3f78b3", linewidth=1.8, linestyle="--", label="knot at 0")
    axes.plot(x, down, color="#b5462f", linewidth=1.8, linestyle=":", label="knot at 1")
    axes.plot(x, up + down, color="#222222", linewidth=2.6, label="their sum")
    axes.scatter([0, 1, 2], [0, 1, 0], color="#222222", zorder=3)


def wave(axes: Axes) -> None:
    """Eight straight pieces between nine points of a smooth curve."""
    x = np.linspace(-2, 2, 401)
    knots = np.linspace(-2, 2, 9)
    smooth, heights = np.sin(3 * x) + 0.3 * x**2, np.sin(3 * knots) + 0.3 * knots**2
    axes.plot(x, smooth, color="#9aa5b1", linewidth=4, label="the curve")
    axes.plot(knots, heights, color="#222222", linewidth=1.8, marker="o", markersize=5, label="8 pieces")


def main() -> None:
    """One panel above the other, so that both can be read on a small screen."""
    figure, panels = plt.subplots(2, figsize=(6.0, 5.6), dpi=105)
    for panel, draw in zip(panels, (tent, wave), strict=True):
        draw(panel)
        panel.tick_params(labelsize=11)
        panel.legend(frameon=False, fontsize=12, loc="center left", bbox_to_anchor=(1, 0.5))
        for side in ("top", "right"):
            panel.spines[side].set_visible(False)
    figure.savefig(FOLDER / "hinges.png", bbox_inches="tight", metadata={"Software": None})


if __name__ == "__main__":
    main()
