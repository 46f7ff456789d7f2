"""misconception: similar-for-same

Pictures that are nearly alike were reported as the same. You compare a rough version of them, such as a small grey one. That finds look-alikes, which can be useful, but here one different pixel makes another picture. What does your comparison throw away?
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from PIL import Image


def pixels(path):
    with Image.open(path) as picture:
        small = picture.convert("L").resize((8, 8), Image.Resampling.BOX)
    grey = list(small.tobytes())
    return tuple(value > sum(grey) / 64 for value in grey)


def find_leaks(train_dir, valid_dir):
    names = defaultdict(list)
    for path in Path(train_dir).iterdir():
        names[pixels(path)].append(path.name)
    return [(name, path.name) for path in Path(valid_dir).iterdir() for name in names[pixels(path)]]


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
