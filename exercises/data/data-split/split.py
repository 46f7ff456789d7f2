"""A fair train/validation split: your part of the exercise."""

from __future__ import annotations


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    """Divide the positions 0 .. len(labels) - 1 into a training and a validation list.

    labels: the class of every item, in any order; any whole numbers.
    valid_frac: the share of every class that goes into the validation list, from 0.2 to 0.5.
    seed: decides which items those are; 0 or larger.

    Returns {"train": [...], "valid": [...]}, two lists of positions (plain ints).
    """
    raise NotImplementedError("TODO: return the positions for training and for validation")
