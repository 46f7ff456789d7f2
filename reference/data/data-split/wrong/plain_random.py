"""misconception: not-stratified

Your validation list has about the right length, but the classes in it do not have the right shares. A blind draw can miss a rare class completely: with 3 fern photos among 100, half of all draws of 20 hold none. What would you have to draw from, so that each class is sure to give its part?
"""

from __future__ import annotations

import torch


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(labels), generator=generator).tolist()
    held_out = round(valid_frac * len(labels))
    return {"train": order[held_out:], "valid": order[:held_out]}
