"""misconception: python-loop-speed

Right, but every file of one folder is opened again for every file of the other: 300 against 300 files are opened 90,000 times. Opening is what takes the time. How often does each file have to be opened at least, and what can be kept of it?
"""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image


def pixels(path):
    with Image.open(path) as picture:
        return picture.size, picture.convert("RGB").tobytes()


def find_leaks(train_dir, valid_dir):
    pairs = []
    for one in Path(train_dir).iterdir():
        for other in Path(valid_dir).iterdir():
            if pixels(one) == pixels(other):
                pairs.append((one.name, other.name))
    return pairs


def group_split(groups, valid_frac, seed):
    names = sorted(set(groups))
    random.Random(seed).shuffle(names)
    chosen, held_out = set(), 0
    for name in names[:-1]:
        if held_out < valid_frac * len(groups):
            chosen.add(name)
            held_out += groups.count(name)
    valid = [k for k, name in enumerate(groups) if name in chosen]
    return {"train": [k for k, name in enumerate(groups) if name not in chosen], "valid": valid}
