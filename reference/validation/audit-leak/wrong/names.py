"""misconception: names-for-content

You compare the names of files. A copy under another name is not found, and two different pictures that are both called img_1.png are reported. Names are given by people and cameras; what is it that a model would recognise?
"""

from __future__ import annotations

import random
from pathlib import Path


def find_leaks(train_dir, valid_dir):
    names = {path.name for path in Path(train_dir).iterdir()}
    return [(path.name, path.name) for path in Path(valid_dir).iterdir() if path.name in names]


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
