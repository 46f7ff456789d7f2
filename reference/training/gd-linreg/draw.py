"""Draws lines.png of the prompt: how a line comes closer to its points, step by step."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
import matplotlib.pyplot as plt

FOLDER = Path(__file__).resolve().parents[3] / "exercises/training/gd-linreg"
SHOWN = {0: "#b9cce0", 1: "#7fa5ca", 3: "#3f78b3", 100: "#123a63"}
LEARNING_RATE = 0.1


def main() -> None:
    """Eleven points and the line after a few numbers of steps."""
    generator = np.random.default_rng(5)
    x = np.linspace(0, 2, 11)
    y = 1.6 * x + 1.5 + generator.normal(0, 0.3, 11)
    figure, axes = plt.subplots(figsize=(6.4, 3.9), dpi=110)
    axes.scatter(x, y, color="#b5462f", s=36, zorder=3)
    ends, w, b = np.array([-0.1, 2.05]), 0.0, 0.0
    for step in range(max(SHOWN) + 1):
        if step in SHOWN:
            axes.plot(ends, w * ends + b, color=SHOWN[step], linewidth=2.2)
            text = f"{step} step{'' if step == 1 else 's'}"
            axes.annotate(text, (ends[1], w * ends[1] + b), (6, -4), textcoords="offset points", fontsize=12)
        error = w * x + b - y
        w, b = w - LEARNING_RATE * 2 * (error * x).mean(), b - LEARNING_RATE * 2 * error.mean()
    axes.set_xlabel("hours", fontsize=12)
    axes.set_ylabel("distance in 10 km", fontsize=12)
    axes.tick_params(labelsize=11)
    axes.set_xlim(-0.1, 2.5)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.savefig(FOLDER / "lines.png", bbox_inches="tight", metadata={"Software": None})


if __name__ == "__main__":
    main()
