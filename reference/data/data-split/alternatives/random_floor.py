"""Plain Python: shuffle once, then fill each class's quota, rounded down."""

from __future__ import annotations

import random
from collections import Counter


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    """Walk through a shuffled list; an item is held out while its class still has room."""
    room = {label: int(valid_frac * count + 1e-9) for label, count in Counter(labels).items()}
    order = list(range(len(labels)))
    random.Random(seed).shuffle(order)
    split: dict[str, list[int]] = {"train": [], "valid": []}
    for index in order:
        label = labels[index]
        side = "valid" if room[label] > 0 else "train"
        room[label] -= side == "valid"
        split[side].append(index)
    return split
