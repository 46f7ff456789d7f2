"""A fair train/validation split, class by class."""

from __future__ import annotations

import torch


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    """Divide the positions 0 .. len(labels) - 1 into a training and a validation list."""
    generator = torch.Generator().manual_seed(seed)
    train: list[int] = []
    valid: list[int] = []
    for label in sorted(set(labels)):
        members = [index for index, other in enumerate(labels) if other == label]
        order = torch.randperm(len(members), generator=generator).tolist()
        held_out = round(valid_frac * len(members))
        valid += [members[k] for k in order[:held_out]]
        train += [members[k] for k in order[held_out:]]
    return {"train": train, "valid": valid}
