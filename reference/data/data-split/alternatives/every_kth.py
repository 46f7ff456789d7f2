"""Vectorised: sort by class with ties broken at random, then hold out at even steps."""

from __future__ import annotations

import torch


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    """Even steps through the sorted items give every class its share."""
    generator = torch.Generator()
    generator.manual_seed(seed)
    shuffled = torch.randperm(len(labels), generator=generator)
    order = shuffled[torch.argsort(torch.tensor(labels)[shuffled], stable=True)]
    steps = torch.arange(len(labels) + 1, dtype=torch.float64) * valid_frac + 1e-9
    held_out = steps.floor().diff() > 0
    return {"train": order[~held_out].tolist(), "valid": order[held_out].tolist()}
