"""What the hidden checks of audit-leak share: pictures in many forms, groups, and reading answers."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection
from typing import Any

import numpy as np
import torch
from PIL import Image

from grader.checks import assert_type, fail

PAIRS_FORM = "find_leaks should return a list of pairs of names."


def draw(low: int, high: int, rng: torch.Generator) -> int:
    """A whole number from low to high."""
    return int(torch.randint(low, high + 1, (1,), generator=rng))


def noise(rng: torch.Generator, height: int = 6, width: int = 9) -> Image.Image:
    """A picture of random colours; two of them are never alike."""
    pixels = torch.randint(256, (height, width, 3), generator=rng, dtype=torch.uint8)
    return Image.fromarray(pixels.numpy())


def smooth(rng: torch.Generator) -> Image.Image:
    """A picture in which neighbours are alike, so that small changes keep its look."""
    return noise(rng, 4, 4).resize((32, 24), Image.Resampling.BICUBIC)


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The bytes of a file."""
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def indexed(picture: Image.Image) -> Image.Image:
    """The same picture with its colours in a table."""
    pixels = np.asarray(picture)
    colours, places = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True)
    found = Image.fromarray(places.reshape(pixels.shape[:2]).astype(np.uint8)).convert("P")
    found.putpalette(colours.flatten().tolist())
    return found


def changed(picture: Image.Image) -> Image.Image:
    """The same picture but for a small step of one colour at one place."""
    pixels = np.array(picture)
    pixels[3, 2, 1] ^= 1
    return Image.fromarray(pixels)


def require_pairs(pairs: Any, train: Collection[str], valid: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of a name in the one folder and a name in the other, each of them once."""
    assert_type(pairs, list, PAIRS_FORM)
    for pair in pairs:
        assert_type(pair, (tuple, list), PAIRS_FORM)
        assert len(pair) == 2, PAIRS_FORM
        assert all(type(name) is str for name in pair), PAIRS_FORM
        whole = any("/" in name for name in pair)
        assert not whole, "Pairs should hold the names of the files alone, without their folders."
    found = [(pair[0], pair[1]) for pair in pairs]
    if found and all(one in valid and other in train and one not in train for one, other in found):
        fail("In your pairs the name in valid_dir comes first.", misconception="pair-reversed")
    known = all(one in train and other in valid for one, other in found)
    assert known, "A pair names a file that is not in its folder: first train_dir, then valid_dir."
    repeats = len(found) - len(set(found))
    assert repeats == 0, f"{repeats} pairs came more than once."
    return found


def mixed(sizes: dict[str, int], rng: torch.Generator) -> list[str]:
    """Groups of these sizes, items in random order."""
    groups = [name for name, size in sizes.items() for _ in range(size)]
    return [groups[k] for k in torch.randperm(len(groups), generator=rng).tolist()]


def lists_of(split: Any, n: int) -> tuple[list[int], list[int]]:
    """The two lists of a split, once every position is in exactly one of them."""
    assert_type(split, dict, "group_split should return a dictionary with the keys 'train' and 'valid'.")
    for key in ("train", "valid"):
        assert key in split, f"The dictionary has no key '{key}'."
        assert_type(split[key], list, f"The value of '{key}' should be a list of positions.")
        assert all(type(index) is int for index in split[key]), f"'{key}' should hold plain ints only."
    train, valid = split["train"], split["valid"]
    both = len(set(train) & set(valid))
    assert not both, f"{both} positions are in both lists."
    lost = n - len(set(train) | set(valid))
    whole = sorted(train + valid) == list(range(n))
    assert whole, f"Of {n} positions {lost} are in neither list, or some come twice or do not exist."
    return train, valid


def require_whole(groups: list[str], train: list[int], valid: list[int]) -> None:
    """No group is on both sides."""
    assert train, "Nothing was left for 'train'."
    assert valid, "Nothing was held out in 'valid'."
    torn = len({groups[k] for k in train} & {groups[k] for k in valid})
    if torn:
        cut = max(valid) - min(valid) + 1 == len(valid)
        fail(
            f"{torn} of {len(set(groups))} groups are on both sides. "
            "What the model learns about a person in training helps it in validation.",
            misconception="cut-through-group" if cut else "leak-group",
        )


def require_share(groups: list[str], train: list[int], valid: list[int], valid_frac: float) -> None:
    """Neither side is empty, and the share is less than one group off."""
    sizes = Counter(groups)
    for name, side in (("train", train), ("valid", valid)):
        if not side:
            said = f"With {len(sizes)} groups nothing was left for '{name}'."
            fail(said, misconception="side-empty" if name == "train" else None)
    off = abs(len(valid) - valid_frac * len(groups))
    if off >= max(sizes.values()):
        held = len({groups[k] for k in valid})
        by_groups = abs(held - valid_frac * len(sizes)) <= 1
        fail(
            f"'valid' has {len(valid)} of {len(groups)} items, {off:.0f} away from its share; "
            f"the largest group has {max(sizes.values())}.",
            misconception="groups-for-items" if by_groups else None,
        )
