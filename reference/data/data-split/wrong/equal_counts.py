"""misconception: equal-counts

You hold out the same number of items from each class. The validation set should look like the data: a class with ten times as many items sends ten times as many. As it is, common classes are under-represented, and rare ones may be left without training items. Which number should depend on the class?
"""

from __future__ import annotations

import random


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    generator = random.Random(seed)
    classes = sorted(set(labels))
    per_class = round(valid_frac * len(labels) / len(classes))
    train: list[int] = []
    valid: list[int] = []
    for label in classes:
        members = [index for index, other in enumerate(labels) if other == label]
        generator.shuffle(members)
        valid += members[:per_class]
        train += members[per_class:]
    return {"train": train, "valid": valid}
