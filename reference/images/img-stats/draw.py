"""Draws channels.png: how often each pixel value occurs, per colour, before and after normalising."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

TARGET = Path(__file__).parents[3] / "exercises/images/img-stats/channels.png"
#: Name, ink, line style, and mean and std of the pixels of a batch at sunset.
CHANNELS = [
    ("red", "#c62828", "-", 0.72, 0.10),
    ("green", "#2e7d32", "--", 0.48, 0.13),
    ("blue", "#1e50c8", ":", 0.20, 0.06),
]


def curves(axes: Axes, title: str, pixels: dict[str, NDArray[np.float64]], bins: NDArray[np.float64]) -> None:
    """One line per channel: the share of its pixels in each bin."""
    for name, ink, style, *_ in CHANNELS:
        counts, edges = np.histogram(pixels[name], bins=bins)
        middles, share = (edges[1:] + edges[:-1]) / 2, 100 * counts / counts.sum()
        axes.plot(middles, share, style, color=ink, label=name, linewidth=2.2)
    axes.set_title(title, fontsize=12)
    axes.set_xlabel("pixel value", fontsize=11)
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)


def main() -> None:
    rng = np.random.default_rng(9)
    before = {name: rng.normal(mean, std, 200_000) for name, _, _, mean, std in CHANNELS}
    after = {name: (values - values.mean()) / values.std() for name, values in before.items()}
    figure, (left, right) = plt.subplots(1, 2, figsize=(5.8, 2.7), dpi=110)
    curves(left, "before", before, np.linspace(0, 1, 41))
    curves(right, "after normalising", after, np.linspace(-4, 4, 41))
    left.set_ylabel("how often", fontsize=11)
    left.legend(frameon=False, fontsize=10, loc="upper right", borderpad=0)
    left.set_ylim(top=left.get_ylim()[1] * 1.25)
    right.axvline(0, color="#999999", linewidth=1, zorder=0)
    figure.tight_layout()
    figure.savefig(TARGET, facecolor="white")


if __name__ == "__main__":
    main()
