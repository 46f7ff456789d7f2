"""Draws wobble.png of the prompt: one model, measured by sixty people on validation sets of four sizes."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
import matplotlib.pyplot as plt

FOLDER = Path(__file__).resolve().parents[3] / "exercises/validation/audit-size"
SIZES = (25, 100, 400, 1600)
TRUTH = 0.9
PEOPLE = 60


def main() -> None:
    """One row of dots per size; equal scores are moved apart a little so that all can be seen."""
    generator = np.random.default_rng(3)
    figure, axes = plt.subplots(figsize=(6.4, 3.4), dpi=110)
    axes.axvline(TRUTH, color="#444444", linewidth=1)
    for row, n in enumerate(SIZES):
        scores = generator.binomial(n, TRUTH, PEOPLE) / n
        heights = -row + generator.uniform(-0.25, 0.25, PEOPLE)
        axes.scatter(scores, heights, s=18, color="#2b6cb0", alpha=0.7, linewidths=0)
    axes.set_yticks([-row for row in range(len(SIZES))], [f"{n} images" for n in SIZES], fontsize=12)
    axes.set_xlabel("measured accuracy (line: the truth)", fontsize=12)
    axes.tick_params(axis="x", labelsize=11)
    axes.tick_params(axis="y", length=0)
    axes.set_title("The same model, measured sixty times", fontsize=13)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    figure.savefig(FOLDER / "wobble.png", bbox_inches="tight", metadata={"Software": None})


if __name__ == "__main__":
    main()
