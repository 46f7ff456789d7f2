"""Draws writers.png: four digits of three writers, each digit three times.

Handwritten digits collected by E. Alpaydin and C. Kaynak (UCI, 1998), as packaged by scikit-learn.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

TARGET = Path(__file__).resolve().parents[3] / "exercises/validation/audit-leak/writers.png"
#: Where the blocks of three writers begin in the data set; each begins with 0 to 9, three times.
WRITERS = {"writer A": 386, "writer B": 516, "writer C": 1029}
DIGITS = (1, 4, 5, 7)


def strip(images: np.ndarray, start: int) -> np.ndarray:
    """Each digit of a writer three times, with gaps in between."""
    parts = []
    for digit in DIGITS:
        for k in range(3):
            parts += [images[start + 10 * k + digit], np.zeros((8, 1))]
        parts.append(np.zeros((8, 4)))
    return np.hstack(parts[:-1])


def main() -> None:
    """One strip for each writer."""
    images = load_digits().images
    figure, axes = plt.subplots(len(WRITERS), 1, figsize=(6, 2.2))
    for axis, (name, start) in zip(axes, WRITERS.items(), strict=True):
        axis.imshow(strip(images, start), cmap="gray_r", interpolation="nearest")
        axis.set_ylabel(name, fontsize=11, rotation=0, ha="right", va="center")
        axis.set_xticks([])
        axis.set_yticks([])
        axis.spines[:].set_visible(False)
    figure.tight_layout()
    figure.savefig(TARGET, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
