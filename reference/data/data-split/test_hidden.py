"""Hidden checks of data-split: properties that every valid split has, whatever was drawn."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import torch

from grader.checks import assert_type, fail

CHANGED = "The list of labels was changed by the call; the caller still needs it."


def mixed_labels(sizes: dict[int, int], rng: torch.Generator) -> list[int]:
    """Labels with the given class sizes, in random order."""
    labels = [label for label, size in sizes.items() for _ in range(size)]
    return [labels[k] for k in torch.randperm(len(labels), generator=rng).tolist()]


def draw(low: int, high: int, rng: torch.Generator) -> int:
    """A whole number from low to high."""
    return int(torch.randint(low, high + 1, (1,), generator=rng))


def split_of(student: Any, labels: list[int], valid_frac: float, rng: torch.Generator) -> Any:
    """A split of labels that stay as they are: positions in a list that was sorted mean something else."""
    seen = student.stratified_split.measure(labels, valid_frac, draw(0, 10**6, rng))
    assert not seen.changed_args, CHANGED
    return seen.value


def lists_of(split: Any, labels: list[int]) -> tuple[list[int], list[int]]:
    """The two lists, once their form is right and they hold positions of labels."""
    assert_type(split, dict, "Return a dictionary with the keys 'train' and 'valid'.")
    for key in ("train", "valid"):
        assert key in split, f"The dictionary has no key '{key}'."
        assert_type(split[key], list, f"The value of '{key}' should be a list of positions.")
        assert all(type(index) is int for index in split[key]), f"'{key}' should hold plain ints only."
        inside = all(0 <= index < len(labels) for index in split[key])
        assert inside, f"'{key}' holds numbers that are no positions of labels; the first position is 0."
    return split["train"], split["valid"]


def name_of_shares(labels: list[int], valid: list[int], valid_frac: float) -> str | None:
    """Which mistake explains wrong shares, when one does."""
    sizes, taken = Counter(labels), Counter(labels[index] for index in valid)
    if not valid or len(set(valid)) < len(valid):
        return None
    # A blind draw or a cut takes the right number; a class by class count that is off by one does not.
    right_total = abs(len(valid) - valid_frac * len(labels)) <= 1
    if right_total and max(valid) - min(valid) + 1 == len(valid):
        return "shuffle-missing"
    most = max(taken.values())
    if all(taken[label] == min(most, size) for label, size in sizes.items()):
        return "equal-counts" if len(valid) < len(labels) else None
    return "not-stratified" if right_total else None


def require_shares(labels: list[int], valid: list[int], valid_frac: float) -> None:
    """Each class has its share in valid, less than one item away."""
    taken = Counter(labels[index] for index in valid)
    off = [abs(taken[label] - valid_frac * size) for label, size in Counter(labels).items()]
    if max(off) >= 1:
        fail(
            f"One class is {max(off):.1f} items away from its share in 'valid'; less than 1 is allowed. "
            "A score on such a set weighs the classes wrongly. "
            "Count the classes in 'valid' for a list of your own.",
            misconception=name_of_shares(labels, valid, valid_frac),
        )


@pytest.mark.points(1.25)
@pytest.mark.hint("sorted(train + valid) should be 0, 1, 2, ... without gaps or repeats.")
def test_partition(student: Any, rng: torch.Generator) -> None:
    """Every position is in exactly one of the two lists."""
    for valid_frac in (0.2, 0.35, 0.5):
        labels = mixed_labels({0: draw(30, 45, rng), 1: draw(8, 14, rng), 2: draw(16, 25, rng)}, rng)
        train, valid = lists_of(student.stratified_split(labels, valid_frac, draw(0, 10**6, rng)), labels)
        repeats = len(train) + len(valid) - len(set(train)) - len(set(valid))
        assert repeats == 0, f"Positions that come more than once in one list: {repeats}."
        both = set(train) & set(valid)
        if both:
            fail(
                f"Positions in both lists: {len(both)}. What the model has learned from cannot test it.",
                misconception="leak-overlap",
            )
        lost = len(labels) - len(train) - len(valid)
        assert lost == 0, f"Positions in neither list: {lost}. These items are never used."


@pytest.mark.points(1.25)
@pytest.mark.hint("Work out n * valid_frac for each class of a small example by hand, then count.")
def test_shares(student: Any, rng: torch.Generator) -> None:
    """Each class sends its share to validation, also when the classes have very different sizes."""
    for sizes in ({0: 83, 1: 9, 2: 37}, {0: 12, 1: 140, 2: 45, 3: 22}):
        labels = mixed_labels(sizes, rng)
        for valid_frac in (0.2, 0.4):
            _, valid = lists_of(split_of(student, labels, valid_frac, rng), labels)
            require_shares(labels, valid, valid_frac)


@pytest.mark.points(1)
@pytest.mark.hint("How many items of a class with 5 members should be held out when the share is 0.2?")
def test_rare_class(student: Any, rng: torch.Generator) -> None:
    """A class with only 5 items is present in both lists, for every seed."""
    labels = mixed_labels({0: 200, 1: 11, 2: 5}, rng)
    for _ in range(6):
        train, valid = lists_of(split_of(student, labels, 0.2, rng), labels)
        for name, side in (("train", train), ("valid", valid)):
            if {labels[index] for index in side} != {0, 1, 2}:
                fail(
                    f"A class with 5 or more items is missing from '{name}'. "
                    "Nothing can be learned or measured there about this class.",
                    misconception=name_of_shares(labels, valid, 0.2),
                )


@pytest.mark.points(0.75)
@pytest.mark.hint("Try labels such as [0] * 40 + [1] * 40 + [2] * 40 and look at the classes in 'valid'.")
def test_sorted_labels(student: Any, rng: torch.Generator) -> None:
    """Labels that come sorted by class still give a validation list with every class in it."""
    sizes = {label: draw(25, 35, rng) for label in range(4)}
    labels = sorted(mixed_labels(sizes, rng))
    train, valid = lists_of(student.stratified_split(labels, 0.3, draw(0, 10**6, rng)), labels)
    for name, side in (("train", train), ("valid", valid)):
        present = len({labels[index] for index in side})
        if present < len(sizes):
            fail(
                f"The labels were sorted, and '{name}' holds {present} of {len(sizes)} classes. "
                "Data often come sorted by class, so a split must not depend on the order.",
                misconception=name_of_shares(labels, valid, 0.3),
            )


@pytest.mark.points(0.5)
@pytest.mark.hint("Labels are names, not counters: they may be negative or leave numbers out.")
def test_any_labels(student: Any, rng: torch.Generator) -> None:
    """Labels may be any whole numbers, with gaps and below zero."""
    names = (-draw(2, 9, rng), 1, draw(200, 900, rng))
    sizes = dict(zip(names, (draw(14, 18, rng), draw(24, 28, rng), 34), strict=True))
    labels = mixed_labels(sizes, rng)
    train, valid = lists_of(student.stratified_split(labels, 0.25, draw(0, 10**6, rng)), labels)
    found = {labels[index] for index in train + valid}
    if len(found) < len(sizes):
        fail(
            f"With labels that are not 0, 1, 2, ... {len(sizes) - len(found)} of {len(sizes)} classes "
            "are in neither list. "
            "Where do the labels come from that your function goes through?",
            misconception="label-range-assumed" if found else None,
        )
    absent = sizes.keys() - {labels[index] for index in valid}
    assert not absent, "With labels that are not 0, 1, 2, ... a class has no validation item."


@pytest.mark.points(0.5)
@pytest.mark.hint("A random generator that is started from the seed gives the same numbers each time.")
def test_same_seed(student: Any, rng: torch.Generator) -> None:
    """The same arguments give the same split, each time."""
    labels = mixed_labels({0: 40, 1: 31, 2: 19}, rng)
    for _ in range(3):
        number = draw(0, 10**6, rng)
        first = lists_of(student.stratified_split(labels, 0.3, number), labels)
        second = lists_of(student.stratified_split(labels, 0.3, number), labels)
        if first != second:
            fail(
                "Two calls with the same labels, share and seed gave different splits. "
                "Results can only be compared when the split can be made again.",
                misconception="not-reproducible",
            )


@pytest.mark.points(0.5)
@pytest.mark.hint("Call your function with seeds 0, 1 and 2 and compare the three validation lists.")
def test_other_seed(student: Any, rng: torch.Generator) -> None:
    """Different seeds hold out different items."""
    labels = [0] * 60 + [1] * 41 + [2] * 29
    start = draw(0, 10**6, rng)
    selections: list[frozenset[int]] = []
    for number in range(start, start + 4):
        _, valid = lists_of(student.stratified_split(labels, 0.3, number), labels)
        selections.append(frozenset(valid))
    if len(set(selections)) < len(selections):
        taken = Counter(labels[index] for index in selections[0])
        stratified = all(abs(taken[label] - 0.3 * size) < 1 for label, size in Counter(labels).items())
        fail(
            "Two different seeds held out exactly the same items. The seed should decide which ones.",
            misconception="seed-ignored" if stratified else None,
        )


@pytest.mark.points(0.75)
@pytest.mark.hint("Use a generator of your own, and do not sort or shuffle the list you were given.")
def test_no_side_effects(student: Any, rng: torch.Generator) -> None:
    """Neither the labels nor the program's shared random state change."""
    labels = mixed_labels({0: 33, 1: 27, 2: 15}, rng)
    seen = student.stratified_split.measure(labels, 0.4, draw(0, 10**6, rng))
    lists_of(seen.value, labels)
    assert not seen.changed_args, CHANGED
    if seen.rng_changed:
        fail(
            f"The shared random state moved ({', '.join(seen.rng_changed)}). "
            "Other parts of the program depend on it.",
            misconception="rng-global",
        )
