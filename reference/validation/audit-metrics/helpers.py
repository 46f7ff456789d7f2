"""What the hidden checks of audit-metrics share: random people, right answers, what is odd about others."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from grader.checks import assert_type, fail

REPORT_KEYS = {"n", "accuracy", "flag"}
VOTE_KEYS = {"label", "agreement"}


def integer(rng: torch.Generator, low: int, high: int) -> int:
    return int(torch.randint(low, high + 1, (), generator=rng))


def names(rng: torch.Generator, count: int) -> list[str]:
    """Different texts whose order by name has nothing to do with the order in which they are given."""
    words = ["oak", "ash", "elm", "fir", "yew", "bay", "fig", "nut"]
    return [words[int(i)] for i in torch.randperm(len(words), generator=rng)[:count]]


def answers_of(rng: torch.Generator, m: int, seen: int) -> tuple[Tensor, Tensor]:
    """True and predicted classes of m people; rows and columns of their table have other sums."""
    while True:
        true, pred = torch.randint(seen, (2, m), generator=rng)
        if m == 0 or not torch.equal(true.bincount(minlength=seen), pred.bincount(minlength=seen)):
            return true, pred


def table(true: Tensor, pred: Tensor, n: int) -> Tensor:
    """The right confusion matrix, by comparing everybody with every class."""
    classes = torch.arange(n)
    return (true == classes[:, None]).long() @ (pred[:, None] == classes).long()


def counts(rng: torch.Generator, n: int) -> Tensor:
    """A confusion matrix whose rows and columns have sums of their own; nothing in it is 0."""
    while True:
        cm = torch.randint(1, 30, (n, n), generator=rng)
        if not (cm.sum(0) == cm.sum(1)).any() and len(set(cm.sum(1).tolist())) == n:
            return cm


def recalls(cm: Tensor) -> list[float | None]:
    rows = cm.tolist()
    return [row[i] / sum(row) if sum(row) else None for i, row in enumerate(rows)]


def balanced(cm: Tensor) -> float:
    known = [recall for recall in recalls(cm) if recall is not None]
    return sum(known) / len(known)


Crowd = dict[str, tuple[int, int]]


def people(rng: torch.Generator, crowd: Crowd) -> tuple[Tensor, Tensor, list[str]]:
    """Shuffled people: of each group `n`, of whom `right` get the right answer."""
    groups = [group for group, (n, _) in crowd.items() for _ in range(n)]
    hits = [i < right for n, right in crowd.values() for i in range(n)]
    order = torch.randperm(len(groups), generator=rng)
    true = torch.randint(3, (len(groups),), generator=rng)
    other = (true + torch.randint(1, 3, (len(groups),), generator=rng)) % 3
    pred = torch.where(torch.tensor(hits)[order], true, other)
    return true, pred, [groups[int(i)] for i in order]


def report_of(crowd: Crowd, min_n: int) -> dict[str, dict[str, Any]]:
    """The right answer of audit."""
    overall = sum(right for _, right in crowd.values()) / sum(n for n, _ in crowd.values())
    return {
        group: {"n": n, "accuracy": right / n, "flag": n >= min_n and right / n < overall - 0.1}
        for group, (n, right) in crowd.items()
    }


def expect_table(cm: Any, true: Tensor, n: int) -> None:
    """An int64 tensor of shape (n, n) that counts everybody."""
    assert_type(cm, Tensor, "confusion should return a tensor.")
    if cm.dtype != torch.int64:
        fail(f"Your table is {cm.dtype}; counts should be int64.")
    if cm.shape != (n, n):
        fail(f"There are {n} classes, and your table has shape {tuple(cm.shape)}.")
    if int(cm.sum()) != len(true):
        fail(f"{len(true)} people were given, and your table counts {int(cm.sum())}.")


def what_rows_say(cm: Tensor, true: Tensor, pred: Tensor, n: int) -> str:
    """What the sums of a wrong table look like, in one sentence."""
    if torch.equal(cm.sum(1), pred.bincount(minlength=n)) and torch.equal(
        cm.sum(0), true.bincount(minlength=n)
    ):
        return (
            "The sum of a row should be how many people belong to a class; yours is how many were called it."
        )
    return "Your table counts the right number of people, but not all of them in the right place."


def expect_reports(report: Any, groups: set[str]) -> None:
    """A dict of dicts with an int, a float and a bool."""
    assert_type(report, dict, "audit should return a dict.")
    if set(report) != groups:
        fail(f"There are {len(groups)} groups; the keys of your dict should be their names, no others.")
    for one in report.values():
        assert_type(one, dict, "Each group should have a dict of its own.")
        if set(one) != REPORT_KEYS:
            fail("The dict of a group should have the keys n, accuracy and flag.")
        assert_type(one["n"], int, "n should be a plain int.")
        assert_type(one["accuracy"], float, "accuracy should be a plain float.")
        assert_type(one["flag"], bool, "flag should be True or False.")


def what_differs(report: dict[str, dict[str, Any]], expected: dict[str, dict[str, Any]]) -> str:
    """Which kind of entry is wrong, and in how many groups."""
    for key in ("n", "accuracy"):
        wrong = sum(not abs(report[group][key] - one[key]) <= 1e-6 for group, one in expected.items())
        if wrong:
            return f"In {wrong} of {len(expected)} groups your entry '{key}' is wrong."
    more = sum(report[group]["flag"] and not one["flag"] for group, one in expected.items())
    fewer = sum(one["flag"] and not report[group]["flag"] for group, one in expected.items())
    return f"Sizes and accuracies are right. You flag {more} groups too many and miss {fewer}."


def expect_votes(report: Any, pictures: int) -> None:
    """A list of dicts, one per picture."""
    assert_type(report, list, "majority should return a list.")
    if len(report) != pictures:
        fail(f"{pictures} pictures were given, and your list has {len(report)} entries.")
    for one in report:
        assert_type(one, dict, "Each picture should have a dict of its own.")
        if set(one) != VOTE_KEYS:
            fail("The dict of a picture should have the keys label and agreement.")
        assert_type(one["agreement"], float, "agreement should be a plain float.")
