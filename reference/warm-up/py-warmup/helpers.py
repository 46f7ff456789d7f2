"""What the hidden checks of py-warmup share: names made from parts, so that the right answers are known."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

from grader.checks import Handle, assert_type

BREEDS = ("Bengal", "pug", "Maine_Coon", "great_dane", "st.bernard", "shih_tzu_mix", "Sphynx.old", "BOXER")
FOLDERS = ("Photos/", "my_pets/2024_May/", "Old_Photos.zip/a_b/", "/data/", "Eight/")


class Name(NamedTuple):
    """A name, the label in it, and whether it is a cat's."""

    text: str
    label: str
    cat: bool


def integer(rng: torch.Generator, low: int, high: int) -> int:
    """A whole number from low to high."""
    return int(torch.randint(low, high + 1, (), generator=rng))


def shuffled(rng: torch.Generator, items: tuple[Any, ...]) -> list[Any]:
    """The items in a random order."""
    return [items[int(index)] for index in torch.randperm(len(items), generator=rng)]


def named(rng: torch.Generator, breed: str, folder: str = "") -> Name:
    """A name of the usual form: folder, breed, number, ending."""
    ending = (".jpg", ".PNG", ".tar.gz", "")[integer(rng, 0, 3)]
    return Name(f"{folder}{breed}_{integer(rng, 1, 999)}{ending}", breed, breed[:1].isupper())


def expect_labels(answers: list[Any], names: list[Name], message: str) -> None:
    """All labels are right; otherwise `message` and how many are not."""
    for answer in answers:
        assert_type(answer, str, "label_of should return a str.")
    wrong = sum(answer != name.label for answer, name in zip(answers, names, strict=True))
    assert not wrong, f"{message} {wrong} of {len(names)} labels are not right."


def expect_cats(answers: list[Any], names: list[Name], message: str) -> None:
    """All answers of is_cat are right; otherwise `message` and how many are not."""
    for answer in answers:
        assert_type(answer, bool, "is_cat should return True or False, and nothing else.")
    wrong = sum(answer != name.cat for answer, name in zip(answers, names, strict=True))
    assert not wrong, f"{message} {wrong} of {len(names)} answers of is_cat are not right."


def dict_of(student: Any, counts: Any) -> dict[Any, Any]:
    """An answer of count_labels as a dict; a Counter or a defaultdict is one as well."""
    if not isinstance(counts, Handle):
        assert_type(counts, dict, "count_labels should return a dict.")
        return dict(counts)
    return {label: student.item(counts, label) for label in student.items(counts)}
