"""Find leaks, and split by person: your part of the exercise."""

from __future__ import annotations


def find_leaks(train_dir: str, valid_dir: str) -> list[tuple[str, str]]:
    """Pictures that are in both folders.

    train_dir, valid_dir: folders that hold pictures and nothing else.
    Returns pairs (name in train_dir, name in valid_dir) of files that show the same pixels, in any order.
    """
    raise NotImplementedError("TODO: return the pairs of names")


def group_split(groups: list[str], valid_frac: float, seed: int) -> dict[str, list[int]]:
    """Divide the positions 0 .. len(groups) - 1 so that no group is on both sides.

    groups: the group of every item, such as the person who wrote it; at least two different ones.
    valid_frac: the share of the items that should be held out, from 0.1 to 0.5.
    seed: decides which groups those are; 0 or larger.
    Returns {"train": [...], "valid": [...]}, two lists of positions (plain ints).
    """
    raise NotImplementedError("TODO: return the positions for training and for validation")
