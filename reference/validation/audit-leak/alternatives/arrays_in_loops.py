"""Each with each, but every file is opened once; the split takes the groups that still fit."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
from PIL import Image


def opened(folder):
    """Arrays by name."""
    arrays = {}
    for name in sorted(os.listdir(folder)):
        with Image.open(os.path.join(folder, name)) as picture:
            arrays[name] = np.asarray(picture.convert("RGB")).tolist()
    return arrays


def find_leaks(train_dir, valid_dir):
    train, valid = opened(train_dir), opened(valid_dir)
    return [(a, b) for a, one in train.items() for b, other in valid.items() if one == other]


def group_split(groups, valid_frac, seed):
    sizes = Counter(groups)
    names = sorted(sizes)
    order = np.random.default_rng(seed).permutation(len(names))
    room, chosen = valid_frac * len(groups), set()
    for name in (names[k] for k in order):
        if sizes[name] <= room:
            chosen.add(name)
            room -= sizes[name]
    if not chosen:
        chosen.add(min(names, key=sizes.get))
    inside = [name in chosen for name in groups]
    positions = range(len(groups))
    return {
        "train": [k for k in positions if not inside[k]],
        "valid": [k for k in positions if inside[k]],
    }
