"""misconception: label-range-assumed

Whole classes are in neither list: those whose label is not one of 0, 1, 2, ... Labels are only names and may have gaps or be negative, so a loop that counts upwards walks past them. From where can you get the labels that really occur?
"""

from __future__ import annotations

import random


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    generator = random.Random(seed)
    train: list[int] = []
    valid: list[int] = []
    for label in range(len(set(labels))):
        members = [index for index, other in enumerate(labels) if other == label]
        generator.shuffle(members)
        held_out = round(valid_frac * len(members))
        valid += members[:held_out]
        train += members[held_out:]
    return {"train": train, "valid": valid}
