"""Find leaks with a table of pixels; split by dealing whole groups until enough items are held out."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from PIL import Image


def find_leaks(train_dir: str, valid_dir: str) -> list[tuple[str, str]]:
    """Pairs of names of files that show the same pixels."""
    names = defaultdict(list)
    for path in Path(train_dir).iterdir():
        names[pixels(path)].append(path.name)
    return [(name, path.name) for path in Path(valid_dir).iterdir() for name in names[pixels(path)]]


def pixels(path: Path) -> tuple[tuple[int, int], bytes]:
    """What a file shows. The size belongs to it: the same bytes in other rows are another picture."""
    with Image.open(path) as picture:
        return picture.size, picture.convert("RGB").tobytes()


def group_split(groups: list[str], valid_frac: float, seed: int) -> dict[str, list[int]]:
    """Positions of the items for training and for validation, groups kept whole."""
    names = sorted(set(groups))
    random.Random(seed).shuffle(names)
    # The last group stays out of the deal, so that something is left for training.
    chosen, held_out = set(), 0
    for name in names[:-1]:
        if held_out < valid_frac * len(groups):
            chosen.add(name)
            held_out += groups.count(name)
    valid = [index for index, name in enumerate(groups) if name in chosen]
    train = [index for index, name in enumerate(groups) if name not in chosen]
    return {"train": train, "valid": valid}
