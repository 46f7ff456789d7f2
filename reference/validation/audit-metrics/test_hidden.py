"""Hidden checks of audit-metrics. Each function gets inputs of its own: one mistake stays in one place."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, assert_type, fail

from .helpers import (
    answers_of,
    balanced,
    counts,
    expect_reports,
    expect_table,
    expect_votes,
    integer,
    names,
    people,
    recalls,
    report_of,
    table,
    what_differs,
    what_rows_say,
)


@pytest.mark.points(1.25)
@pytest.mark.hint(
    "Take three people of the same class, all called the same. What should the table say, what does yours?"
)
def test_confusion_counts(student: Any, rng: torch.Generator) -> None:
    """Everybody is counted in the row of the true class and the column of the answer."""
    cases = [(m, seen, n) for m, seen, n in ((integer(rng, 40, 60), 3, 3), (35, 4, 7), (20, 2, 2), (0, 3, 3))]
    asked = [(*answers_of(rng, m, seen), n) for m, seen, n in cases]
    answers = [student.confusion(*one) for one in asked]
    for (true, pred, n), cm in zip(asked, answers, strict=True):
        expect_table(cm, true, n)
        assert_equal(cm, table(true, pred, n), what_rows_say(cm, true, pred, n))


@pytest.mark.points(1)
@pytest.mark.hint(
    "Which sum holds all things of one class, that of its row or that of its column? What if it is 0?"
)
def test_recall(student: Any, rng: torch.Generator) -> None:
    """The recall of each class, and None for a class that has no example."""
    full, absent, missed = counts(rng, 4), counts(rng, 5), counts(rng, 3)
    absent[integer(rng, 1, 3)] = 0
    missed[1, 1] = 0
    answers = [student.per_class_recall(cm) for cm in (full, missed, absent)]
    told = (
        "Every class has examples here.",
        "All examples of one class were called something else here.",
        "One class has no example here, though some things were called it.",
    )
    for cm, found, said in zip((full, missed, absent), answers, told, strict=True):
        assert_type(found, (list, tuple), "per_class_recall should return a list.")
        if len(found) != len(cm):
            fail(f"There are {len(cm)} classes, and your list has {len(found)} entries.")
        message = f"{said} Not all entries of your list are right."
        assert_close(found, recalls(cm), rtol=1e-6, atol=1e-6, message=message)


@pytest.mark.points(1)
@pytest.mark.hint(
    "Compute it by hand for a program that always answers 0, with 95 people of class 0 and 5 of class 1."
)
def test_balanced(student: Any, rng: torch.Generator) -> None:
    """Every class that has examples counts the same, however rare it is."""
    healthy = integer(rng, 90, 97)
    always = torch.tensor([[healthy, 0], [100 - healthy, 0]])
    full, absent = counts(rng, 3), counts(rng, 4)
    absent[2] = 0
    perfect = torch.diag(torch.tensor([integer(rng, 2, 40), 1, 7]))
    tables = (always, full, absent, perfect)
    answers = [student.balanced_accuracy(cm) for cm in tables]
    told = (
        "A program that always gives the answer of the common class",
        "A table of three classes",
        "A table in which one class has no example",
        "A program without any mistake",
    )
    for cm, found, said in zip(tables, answers, told, strict=True):
        assert_type(found, float, "balanced_accuracy should return a plain float.")
        message = f"{said} got a balanced accuracy of {found:.3g} from you, which is not right."
        assert_close(found, balanced(cm), rtol=1e-6, atol=1e-6, message=message)


@pytest.mark.points(1.25)
@pytest.mark.hint(
    "Work out the accuracy over all people first. How many people does a large group bring, how many a small?"
)
def test_audit(student: Any, rng: torch.Generator) -> None:
    """Each group is compared with the accuracy over all people."""
    k, (a, b, c, d) = integer(rng, 1, 3), names(rng, 4)
    # Over people 0.77 and 0.73; over groups it would be 0.68 and 0.84, on the other side of a flag.
    crowds = [
        {a: (60 * k, 54 * k), b: (20 * k, 13 * k), c: (20 * k, 10 * k)},
        {c: (70 * k, 46 * k), b: (10 * k, 9 * k), d: (10 * k, 9 * k), a: (10 * k, 9 * k)},
        {d: (50 * k, 45 * k), b: (50 * k, 36 * k)},
        {d: (50 * k, 48 * k), b: (50 * k, 36 * k)},
        {b: (5 * k, 3 * k)},
    ]
    asked = [people(rng, crowd) for crowd in crowds]
    answers = [student.audit(*one, 5) for one in asked]
    for crowd, report in zip(crowds, answers, strict=True):
        expect_reports(report, set(crowd))
        expected = report_of(crowd, 5)
        assert_close(report, expected, rtol=1e-6, atol=1e-6, message=what_differs(report, expected))


@pytest.mark.points(0.5)
@pytest.mark.needs("audit")
@pytest.mark.hint(
    "How many people must a group have, at least, to be flagged? Try one that has exactly as many."
)
def test_audit_small_groups(student: Any, rng: torch.Generator) -> None:
    """A group with fewer than min_n people is listed, but never flagged."""
    min_n, (a, b, c, d) = integer(rng, 6, 9), names(rng, 4)
    crowd = {a: (80, 76), b: (min_n - 1, 1), c: (1, 0), d: (min_n + 1, 2)}
    border = {b: (70, 65), a: (min_n, 1)}
    answers = [student.audit(*people(rng, crowd), min_n), student.audit(*people(rng, border), min_n)]
    for one, report in zip((crowd, border), answers, strict=True):
        expect_reports(report, set(one))
        expected = report_of(one, min_n)
        assert_close(report, expected, rtol=1e-6, atol=1e-6, message=what_differs(report, expected))


@pytest.mark.points(1)
@pytest.mark.hint(
    "Write down the votes 2:2, 2:1:1 and 1:1:1. Which label should each of them give, and which share?"
)
def test_majority(student: Any, rng: torch.Generator) -> None:
    """The label with the most votes, None when first place is shared, and the share of first place."""
    a, b, c, d = names(rng, 4)
    votes = [[a, b, b], [a, b, b, a], [b, a, a, b], [c, a, b], [d, a, b, d, c], [c], [b] * 7, [a, c, c, a, d]]
    report, nothing = student.majority(votes), student.majority([])
    expect_votes(report, len(votes))
    labels = [one["label"] for one in report]
    ties = [labels[i] for i in (1, 2, 3, 7)]
    if any(label is not None for label in ties):
        fail("Where first place was shared you chose one of the labels.", name_of_tie(labels, [b, d, c, b]))
    message = "For some pictures one label has more votes than any other, and you give another one."
    assert_equal(labels, [b, None, None, None, d, c, b, None], message)
    shares = [2 / 3, 0.5, 0.5, 1 / 3, 0.4, 1.0, 1.0, 0.4]
    found = [one["agreement"] for one in report]
    message = "The labels are right, but not every agreement is the share of votes that first place got."
    assert_close(found, shares, rtol=1e-6, atol=1e-6, message=message)
    assert_equal(nothing, [], "Without pictures the list should be empty.")


def name_of_tie(labels: list[object], clear: list[str]) -> str | None:
    """Whoever has a label for ties, and the right one everywhere else, broke the tie by some order."""
    return "tie-broken-by-order" if [labels[i] for i in (0, 4, 5, 6)] == clear else None


@pytest.mark.points(0.5)
@pytest.mark.hint("Which of your lines changes a list or a tensor that somebody else still needs?")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """The functions leave what they are given alone and answer the same twice."""
    (true, pred), cm, (a, b, _) = answers_of(rng, 20, 3), counts(rng, 3), names(rng, 3)
    asked = {
        "confusion": (true, pred, 3),
        "per_class_recall": (cm,),
        "balanced_accuracy": (cm,),
        "audit": (true, pred, [a, b] * 10, 3),
        "majority": ([[b, a, b], [a, a, b, a]],),
    }
    measured = {name: student.get(name).measure(*args) for name, args in asked.items()}
    again = {name: student.get(name)(*args) for name, args in asked.items()}
    for name, one in measured.items():
        if one.changed_args:
            said = f"{name} changed what it was given; the caller still needs it as it was."
            fail(said, "in-place-on-argument")
        if one.rng_changed or one.files:
            fail(f"{name} used random numbers or wrote a file; it should only compute.")
        assert_close(again[name], one.value, message=f"A second call of {name} gave another answer.")
