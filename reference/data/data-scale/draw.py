"""Draws scaling.png: two sets as measured, scaled with one scaler, and each scaled by itself."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np

TARGET = Path(__file__).resolve().parents[3] / "exercises/data/data-scale/scaling.png"
COLOURS = {"training": "#1f6fb2", "validation": "#d9742b"}


def main() -> None:
    """Three rows of dots, one below the other."""
    rng = np.random.default_rng(3)
    train, valid = rng.normal(80, 9, 40), rng.normal(55, 5, 14)
    mean, std = train.mean(), train.std()
    right, alone = (valid - mean) / std, (valid - valid.mean()) / valid.std()
    rows = [
        ("as measured: length in mm", train, valid),
        ("with the numbers of the training leaves", (train - mean) / std, right),
        ("each set by itself: the difference is gone", (train - mean) / std, alone),
    ]
    figure, axes = plt.subplots(3, 1, figsize=(5.4, 4.4))
    for axis, (title, *sets) in zip(axes, rows, strict=True):
        for height, (name, values) in enumerate(zip(COLOURS, sets, strict=True)):
            heights = np.full(len(values), -0.3 * height)
            axis.plot(values, heights, "o", color=COLOURS[name], alpha=0.55, ms=7, mew=0, label=name)
            axis.plot(values.mean(), -0.3 * height, "|", color="black", ms=18, mew=2)
        axis.set_title(title, fontsize=11, loc="left")
        axis.set_ylim(-0.6, 0.3)
        axis.set_yticks([])
        axis.spines[["left", "right", "top"]].set_visible(False)
    for axis in axes[1:]:
        axis.set_xlim(-5, 3.5)
    axes[0].legend(loc="upper left", fontsize=9, frameon=False, ncols=2, bbox_to_anchor=(0.45, 1.5))
    figure.tight_layout()
    figure.savefig(TARGET, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
