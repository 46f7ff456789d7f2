"""misconception: mirror-as-copy

You report mirrored pictures, too. A mirrored picture may well be a leak of another kind, but then you have to say so: here only the same pixel at the same place counts. A mirrored 2 is no 2. Which of your comparisons goes beyond that?
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from PIL import Image, ImageOps


def pixels(path):
    with Image.open(path) as picture:
        return picture.size, picture.convert("RGB").tobytes()


def find_leaks(train_dir, valid_dir):
    names = defaultdict(list)
    for path in Path(train_dir).iterdir():
        names[pixels(path)].append(path.name)
    pairs = []
    for path in Path(valid_dir).iterdir():
        with Image.open(path) as picture:
            turned = ImageOps.mirror(picture.convert("RGB"))
        twins = names[pixels(path)] + names[(turned.size, turned.tobytes())]
        pairs += [(name, path.name) for name in dict.fromkeys(twins)]
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
