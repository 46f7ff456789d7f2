"""Reference: pairs are counted as numbers, people and votes with plain Python."""

from __future__ import annotations

from collections import Counter
from itertools import compress
from typing import Any

import torch
from torch import Tensor

MARGIN = 0.1


def confusion(true: Tensor, pred: Tensor, n: int) -> Tensor:
    """Every pair of classes has a number of its own; count how often each occurs."""
    return torch.bincount(true * n + pred, minlength=n * n).reshape(n, n)


def per_class_recall(cm: Tensor) -> list[float | None]:
    """The diagonal over the sum of its row."""
    rows = cm.tolist()
    return [row[i] / sum(row) if any(row) else None for i, row in enumerate(rows)]


def balanced_accuracy(cm: Tensor) -> float:
    """The mean of the recalls that are known."""
    known = [recall for recall in per_class_recall(cm) if recall is not None]
    return sum(known) / len(known)


def audit(true: Tensor, pred: Tensor, groups: list[str], min_n: int) -> dict[str, dict[str, Any]]:
    """Size, accuracy and flag of each group."""
    right = (true == pred).tolist()
    people, hits = Counter(groups), Counter(compress(groups, right))
    line = sum(right) / len(right) - MARGIN
    report = {}
    for group, n in people.items():
        accuracy = hits[group] / n
        report[group] = {"n": n, "accuracy": accuracy, "flag": n >= min_n and accuracy < line}
    return report


def majority(votes: list[list[str]]) -> list[dict[str, Any]]:
    """First place, unless it is shared."""
    report = []
    for about_one in votes:
        counts = Counter(about_one)
        most = max(counts.values())
        label, *tied = [label for label, count in counts.items() if count == most]
        report.append({"label": None if tied else label, "agreement": most / len(about_one)})
    return report
