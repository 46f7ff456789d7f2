"""Draw the mean image of each digit for the prompt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

TARGET = Path(__file__).parents[3] / "exercises/classifiers/clf-similarity/means.png"
ENLARGED, GAP, PER_ROW = 12, 16, 5


def main() -> None:
    """Two rows of five means, dark on white, each pixel enlarged to a square."""
    data = load_digits()
    cell = 8 * ENLARGED + GAP
    page = np.full((2 * cell + GAP, PER_ROW * cell + GAP), 255, dtype=np.uint8)
    for kind in range(10):
        mean = 255 - data.images[data.target == kind].mean(axis=0) / 16 * 255
        top, left = GAP + kind // PER_ROW * cell, GAP + kind % PER_ROW * cell
        big = mean.round().astype(np.uint8).repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1)
        page[top : top + 8 * ENLARGED, left : left + 8 * ENLARGED] = big
    Image.fromarray(page).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
