"""misconception: leak-overlap

Some positions are in both lists. The model would be asked about items it has already seen with their answers, so the validation score comes out too good and you cannot trust it. Once you know which positions are held out, which ones are left for training?
"""

from __future__ import annotations

import random


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    generator = random.Random(seed)
    train: list[int] = []
    valid: list[int] = []
    for label in sorted(set(labels)):
        members = [index for index, other in enumerate(labels) if other == label]
        held_out = round(valid_frac * len(members))
        valid += generator.sample(members, held_out)
        train += generator.sample(members, len(members) - held_out)
    return {"train": train, "valid": valid}
