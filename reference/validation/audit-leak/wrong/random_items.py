"""misconception: leak-group

You draw single items, so nearly every person is on both sides. The model can then recognise the handwriting instead of the digit, and the score says nothing about people it has not met. What should be drawn, if a person is to stay whole?
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
    order = list(range(len(groups)))
    random.Random(seed).shuffle(order)
    cut = round(valid_frac * len(groups))
    return {"train": order[cut:], "valid": order[:cut]}
