"""misconception: groups-for-items

You hold out the right share of the people, not of the items. When a few people have most of the items, the validation set comes out far too large or too small. What has to be counted while groups are chosen, and when is it enough?
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from PIL import Image


def pixels(path):
    with Image.open(path) as picture:
        return picture.size, picture.convert("RGB").tobytes()


def find_leaks(train_dir, valid_dir):
    names = defaultdict(list)
    for path in Path(train_dir).iterdir():
        names[pixels(path)].append(path.name)
    return [(name, path.name) for path in Path(valid_dir).iterdir() for name in names[pixels(path)]]


def group_split(groups, valid_frac, seed):
    names = sorted(set(groups))
    random.Random(seed).shuffle(names)
    number = min(max(1, round(valid_frac * len(names))), len(names) - 1)
    chosen = set(names[:number])
    valid = [k for k, name in enumerate(groups) if name in chosen]
    return {"train": [k for k, name in enumerate(groups) if name not in chosen], "valid": valid}
