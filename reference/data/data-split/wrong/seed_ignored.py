"""misconception: seed-ignored

Different seeds gave the same split. With only one possible split you can never find out how much your score depends on which items happened to be held out. Where does `seed` enter your function, and what would change if it were a different number?
"""

from __future__ import annotations


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    train: list[int] = []
    valid: list[int] = []
    for label in sorted(set(labels)):
        members = [index for index, other in enumerate(labels) if other == label]
        held_out = round(valid_frac * len(members))
        valid += members[:held_out]
        train += members[held_out:]
    return {"train": train, "valid": valid}
