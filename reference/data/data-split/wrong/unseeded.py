"""misconception: not-reproducible

Two calls with the same arguments gave different splits. Then an item you trained on yesterday can be a validation item today, and two models cannot be compared on the same items. What sets the starting point of your random generator?
"""

from __future__ import annotations

import random


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    generator = random.Random()
    train: list[int] = []
    valid: list[int] = []
    for label in sorted(set(labels)):
        members = [index for index, other in enumerate(labels) if other == label]
        generator.shuffle(members)
        held_out = round(valid_frac * len(members))
        valid += members[:held_out]
        train += members[held_out:]
    return {"train": train, "valid": valid}
