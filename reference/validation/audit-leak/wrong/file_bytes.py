"""misconception: bytes-for-pixels

You compare the bytes of the files. A picture that was saved anew, in another format or with another compression, has other bytes and the same pixels, and is not found. What do you get when you open both files?
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path


def pixels(path):
    return path.read_bytes()


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
