"""NumPy, class by class, rounded up; the answer is sorted."""

from __future__ import annotations

import numpy as np


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    """Choose the held-out members of each class with a generator of our own."""
    generator = np.random.default_rng(seed)
    array = np.asarray(labels)
    held_out = np.zeros(len(array), dtype=bool)
    for label in np.unique(array):
        members = np.flatnonzero(array == label)
        count = min(len(members) - 1, int(np.ceil(valid_frac * len(members) - 1e-9)))
        held_out[generator.choice(members, count, replace=False)] = True
    return {"train": np.flatnonzero(~held_out).tolist(), "valid": np.flatnonzero(held_out).tolist()}
