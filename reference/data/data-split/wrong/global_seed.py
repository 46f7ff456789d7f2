"""misconception: rng-global

After your function ran, the random numbers of the whole program were different: you set or used the state that everyone shares. Somebody else's shuffling or weight start now depends on your split. Which object could hold random numbers for your function alone?
"""

from __future__ import annotations

import torch


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    torch.manual_seed(seed)
    train: list[int] = []
    valid: list[int] = []
    for label in sorted(set(labels)):
        members = [index for index, other in enumerate(labels) if other == label]
        order = torch.randperm(len(members)).tolist()
        held_out = round(valid_frac * len(members))
        valid += [members[k] for k in order[:held_out]]
        train += [members[k] for k in order[held_out:]]
    return {"train": train, "valid": valid}
