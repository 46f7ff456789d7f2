"""What the hidden checks of data-batches share: numbered pictures, reading answers, properties of orders."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from grader.checks import assert_type, fail

PLAN_FORM = "epoch_batches should return a list of lists of plain ints."
PAIR_FORM = "An item or a batch should be a pair of image and label."


def draw(low: int, high: int, rng: torch.Generator) -> int:
    """A whole number from low to high."""
    return int(torch.randint(low, high + 1, (1,), generator=rng))


def numbered(n: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """n pictures: all pixels of picture i are i; its label is another number that belongs to i alone."""
    x = torch.arange(n, dtype=torch.uint8)[:, None, None].expand(n, 3, 5).clone()
    return x, torch.randperm(n, generator=rng)


def noise(n: int, height: int, width: int, rng: torch.Generator) -> Tensor:
    """n pictures that all differ in every row and column."""
    return torch.randint(256, (n, height, width), generator=rng, dtype=torch.uint8)


def plan_of(student: Any, n: int, batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """The plan of an epoch, once its form is right."""
    batches = student.epoch_batches(n, batch_size, seed, epoch)
    assert_type(batches, list, PLAN_FORM)
    for batch in batches:
        assert_type(batch, list, PLAN_FORM)
        assert all(type(index) is int for index in batch), PLAN_FORM
    return batches


def planned(student: Any, n: int, batch_size: int, seed: int, epoch: int) -> list[int]:
    """The order of the plan of an epoch."""
    return [index for batch in plan_of(student, n, batch_size, seed, epoch) for index in batch]


def pair_of(item: Any) -> tuple[Tensor, Tensor]:
    """The image and the label of an item or a batch, once they are tensors."""
    assert_type(item, (tuple, list), PAIR_FORM)
    assert len(item) == 2, PAIR_FORM
    for part in item:
        assert_type(part, Tensor, "Images and labels should be tensors.")
    assert item[0].dim() >= 2, "Images should keep the axes height and width."
    assert item[0].numel() > 0, "An image without pixels came out."
    return item[0], item[1]


def epoch_of(student: Any, loader: Any) -> list[tuple[Tensor, Tensor]]:
    """The batches of one loop over the loader."""
    found = student.items(loader, limit=300)
    assert found.ended, "A loop over the loader did not end after one epoch."
    batches = [pair_of(batch) for batch in found]
    shapes_fit = all(images.dim() == 3 for images, _ in batches)
    assert shapes_fit, "The images of a batch should have the shape (b, height, width)."
    return batches


def number_of(image: Tensor, n: int) -> int:
    """Which of n numbered pictures this is."""
    number = image.flatten()[0].item()
    known = number in range(n) and bool((image == number).all())
    assert known, "A picture came out with other pixels than it had."
    return int(number)


def dealt(student: Any, loader: Any, n: int) -> list[int]:
    """Which of n numbered pictures came in one loop over the loader, in order."""
    return [number_of(image, n) for images, _ in epoch_of(student, loader) for image in images]


def require_each_once(order: list[int], n: int, batch_size: int) -> None:
    """Each of 0 .. n - 1 is in order exactly once."""
    if sorted(order) == list(range(n)):
        return
    assert set(order) <= set(range(n)), "Some indices are none of 0, 1, ..., n - 1."
    repeats, lost = len(order) - len(set(order)), n - len(set(order))
    name = None
    if repeats and len(order) == n:
        name = "with-replacement"
    elif not repeats and lost == n % batch_size:
        name = "last-batch-lost"
    fail(
        f"Of {n} items {lost} never came in this epoch, and {repeats} came again. "
        "One epoch shows the model each item exactly once.",
        misconception=name,
    )


def require_new_orders(orders: list[list[int]], name: str | None) -> None:
    """All orders differ, and none is simply 0, 1, 2, ..."""
    if len({tuple(order) for order in orders}) < len(orders):
        said = "Two epochs came in the same order. The model should not meet the items in the same company."
        fail(said, misconception=name)
    unshuffled = any(order == sorted(order) for order in orders)
    assert not unshuffled, "One of the epochs was not shuffled: its items came in the order 0, 1, 2, ..."


def require_seeded(runs: list[list[list[int]]]) -> None:
    """Of three runs of some epochs, the first two had one seed and the third another one."""
    first, again, other = runs
    if first != again:
        fail(
            "The same seed gave two different orders, so a training run cannot be repeated.",
            misconception="not-reproducible",
        )
    if any(one == another for one, another in zip(first, other, strict=True)):
        everywhere = first == other and all(order != sorted(order) for order in first)
        fail(
            "Two seeds gave the same order in an epoch: the seed has no effect there.",
            misconception="seed-ignored" if everywhere else None,
        )
