"""misconception: cut-through-group

You cut the list at one place. Where items of a person stand together, the cut goes through one person; where they are mixed, it goes through nearly all. And no seed can change what is held out. What is the smallest thing that may not be cut in two?
"""

from __future__ import annotations

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
    cut = len(groups) - round(valid_frac * len(groups))
    return {"train": list(range(cut)), "valid": list(range(cut, len(groups)))}
