"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_equal, assert_type, fail

from .helpers import BREEDS, FOLDERS, Name, dict_of, expect_cats, expect_labels, integer, named, shuffled


@pytest.mark.points(0.5)
@pytest.mark.hint("Which characters are capital letters? Ask Python about É, about 3 and about e.")
def test_capitals(student: Any, rng: torch.Generator) -> None:
    """Only the first character decides, and capital letters of all languages count."""
    firsts = ("Éclair", "élan", "Ägyptische_Mau", "Ωmega", "ñandu", "3_Legged", "maine_Coon", "_Korat", "X")
    names = [Name(f"{first}_{integer(rng, 1, 99)}.jpg", "", first[0].isupper()) for first in firsts]
    names = shuffled(rng, (*names, *(named(rng, breed) for breed in BREEDS)))
    answers = [student.is_cat(name.text) for name in names]
    expect_cats(answers, names, "Some names begin with letters beyond A to Z, with a digit or with `_`.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Take `st.bernard_puppy_5.jpg` and mark with a pencil where the label ends.")
def test_labels(student: Any, rng: torch.Generator) -> None:
    """The label ends at the last underscore, however many underscores and dots there are."""
    names = [named(rng, breed) for breed in shuffled(rng, BREEDS)]
    answers = [student.label_of(name.text) for name in names]
    expect_labels(answers, names, "Some names have several underscores or dots.")


@pytest.mark.points(0.5)
@pytest.mark.hint('Try the names "", "beagle" and "beagle.jpg" by hand, one after the other.')
@pytest.mark.needs("labels")
def test_unusual_names(student: Any, rng: torch.Generator) -> None:
    """Names that are empty, or lack the underscore or the ending, have answers too."""
    texts = {"beagle": "beagle", "Pug.jpg": "Pug", "st.bernard.old.png": "st.bernard.old", "": "", "K": "K"}
    names = [Name(text, label, label[:1].isupper()) for text, label in texts.items()]
    names = shuffled(rng, tuple(names))
    labels = [student.label_of(name.text) for name in names]
    cats = [student.is_cat(name.text) for name in names]
    expect_labels(labels, names, "Some names are empty, or have no underscore or no ending.")
    expect_cats(cats, names, "Some names are empty, or have no underscore or no ending.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Print what your code takes for the file name of `my_pets/beagle.jpg`.")
@pytest.mark.needs("capitals", "labels")
def test_folders(student: Any, rng: torch.Generator) -> None:
    """Folders in front change nothing, whatever letters, dots and underscores they hold."""
    names = [named(rng, breed, folder) for breed, folder in zip(shuffled(rng, BREEDS), FOLDERS, strict=False)]
    names += [Name(folder + "korat", "korat", False) for folder in FOLDERS]
    labels = [student.label_of(name.text) for name in names]
    cats = [student.is_cat(name.text) for name in names]
    expect_labels(labels, names, "All names have folders in front.")
    expect_cats(cats, names, "All names have folders in front.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Call count_labels twice with the same three names and print both answers.")
@pytest.mark.needs("labels")
def test_counts(student: Any, rng: torch.Generator) -> None:
    """Each call counts its own names, and nothing of an earlier call."""
    # What earlier checks have left behind would hide a known mistake from the comparison.
    student.fresh()
    breeds = shuffled(rng, BREEDS)[:3]
    wanted = {breed: integer(rng, 2, 5) for breed in breeds}
    made = [named(rng, breed).text for breed in breeds for _ in range(wanted[breed])]
    # The last name comes twice: counting names is something else than counting labels.
    texts = [*shuffled(rng, tuple(made[1:])), made[0], made[0]]
    wanted[breeds[0]] += 1
    answers = [student.count_labels(names) for names in (texts, texts, [], texts[:1])]
    first, again, nothing, one = (dict_of(student, answer) for answer in answers)
    assert_equal(
        first, wanted, f"{len(texts)} names with {len(wanted)} different labels: {seen(first, wanted)}"
    )
    assert_equal(again, wanted, f"The same {len(texts)} names a second time: {seen(again, wanted)}")
    assert_equal(nothing, {}, "An empty list should give an empty dict.")
    assert_equal(list(one.values()), [1], "A single name should give a single count of 1.")


def seen(counts: dict[Any, Any], wanted: dict[str, int]) -> str:
    """What is odd about these counts, in a few words."""
    if set(counts) != set(wanted):
        return "the keys of your dict are not the labels."
    if not all(type(count) is int for count in counts.values()):
        return "some of your counts are no ints."
    over = sum(counts.values()) - sum(wanted.values())
    if over == 0:
        return "your counts add up to the right number, but single ones are wrong."
    return f"your counts add up to {'more' if over > 0 else 'less'} than that."


@pytest.mark.points(0.5)
@pytest.mark.hint("Write down what you want for [-3, 4, 4, 0, 7, 7, 2], then compare.")
def test_odd_numbers(student: Any, rng: torch.Generator) -> None:
    """Odd numbers are doubled in their order, also negative ones and those that come twice."""
    runs = [[-5, 4, 8, 0, 7, 7, 6, 2, -2, 3], [integer(rng, -50, 50) for _ in range(12)], [2, 4], [], [1]]
    runs[0] += [2 * integer(rng, -9, 9) + 1 for _ in range(3)]
    answers = [student.odd_doubled(run) for run in runs]
    for run, answer in zip(runs, answers, strict=True):
        assert_type(answer, list, "odd_doubled should return a list.")
        wanted = [2 * x for x in run if x % 2 == 1]
        seen = f"{len(run)} numbers, {len(wanted)} of them odd: your list holds {len(answer)}."
        if len(answer) == len(wanted):
            seen += " Its numbers, or their order, are not right."
        assert_equal(answer, wanted, seen)


@pytest.mark.points(0.25)
@pytest.mark.hint("Which of your lines changes a list, and whose list is it?")
@pytest.mark.needs("counts", "odd_numbers")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """The lists you are given stay as they are."""
    texts = [named(rng, breed).text for breed in shuffled(rng, BREEDS)]
    numbers = [integer(rng, -9, 9) for _ in range(9)]
    counted, doubled = student.count_labels.measure(texts), student.odd_doubled.measure([*numbers, 1, 2])
    if counted.changed_args or doubled.changed_args:
        fail(
            "A list you were given is different after the call; the caller needs it.", "in-place-on-argument"
        )
    if counted.files or doubled.files:
        fail("Your code left a file behind; nothing here has to be written.")
