"""misconception: shuffle-missing

Your validation list is one unbroken stretch of positions. When the items come sorted by class, which is common, such a stretch holds one or two classes only, and your score says nothing about the others. What has to happen to the order of the items before you cut?
"""

from __future__ import annotations


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    cut = len(labels) - round(valid_frac * len(labels))
    indices = list(range(len(labels)))
    return {"train": indices[:cut], "valid": indices[cut:]}
