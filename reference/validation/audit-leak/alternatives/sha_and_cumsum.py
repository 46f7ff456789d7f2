"""Digests of size and pixels, joined by a dict; torch deals the groups and cuts at the best place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from PIL import Image


def digest(path: Path) -> str:
    image = Image.open(path).convert("RGB")
    found = hashlib.sha256(f"{image.width} {image.height} ".encode())
    found.update(image.tobytes())
    return found.hexdigest()


def find_leaks(train_dir: str, valid_dir: str) -> list[tuple[str, str]]:
    seen: dict[str, list[str]] = {}
    for path in sorted(Path(train_dir).glob("*")):
        seen.setdefault(digest(path), []).append(path.name)
    pairs = []
    for path in sorted(Path(valid_dir).glob("*")):
        pairs += [(twin, path.name) for twin in seen.get(digest(path), [])]
    return sorted(pairs)


def group_split(groups: list[str], valid_frac: float, seed: int) -> dict[str, list[int]]:
    names = sorted(set(groups))
    number = torch.tensor([names.index(name) for name in groups])
    order = torch.randperm(len(names), generator=torch.Generator().manual_seed(seed))
    held_out = torch.bincount(number)[order].cumsum(0)
    cut = (held_out[:-1] - valid_frac * len(groups)).abs().argmin()
    inside = torch.isin(number, order[: cut + 1])
    return {"valid": inside.nonzero().flatten().tolist(), "train": (~inside).nonzero().flatten().tolist()}
