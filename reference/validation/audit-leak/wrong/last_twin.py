"""misconception: repeats-collapsed

Some pairs are missing where a picture has several copies. You keep one name for each picture, and a later file takes the place of an earlier one. Whoever deletes what you report leaves the other copies behind. What could be kept instead of a single name?
"""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image


def pixels(path):
    with Image.open(path) as picture:
        return picture.size, picture.convert("RGB").tobytes()


def find_leaks(train_dir, valid_dir):
    names = {pixels(path): path.name for path in Path(train_dir).iterdir()}
    found = [(pixels(path), path.name) for path in Path(valid_dir).iterdir()]
    return [(names[shown], name) for shown, name in found if shown in names]


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
