"""Look behind the accuracy: your part of the exercise."""

from __future__ import annotations

import torch
from torch import Tensor


def confusion(true: Tensor, pred: Tensor, n: int) -> Tensor:
    """Count who is taken for whom.

    true, pred: int64 of shape (m,), classes from 0 to n - 1; m may be 0.
    n: how many classes there are.
    Returns an int64 tensor of shape (n, n): row i, column j holds how many things of class i were called j.
    """
    raise NotImplementedError("TODO: write confusion")


def per_class_recall(cm: Tensor) -> list[float | None]:
    """For each class the share of its things that were recognised; None for a class without any thing.

    cm: int64 of shape (n, n), rows are the true classes.
    """
    raise NotImplementedError("TODO: write per_class_recall")


def balanced_accuracy(cm: Tensor) -> float:
    """The mean of the recalls that are known.

    cm: int64 of shape (n, n), rows are the true classes; at least one class has things.
    """
    raise NotImplementedError("TODO: write balanced_accuracy")


def audit(true: Tensor, pred: Tensor, groups: list[str], min_n: int) -> dict[str, dict]:
    """Look at each group of people by itself.

    true, pred: int64 of shape (m,), one number per person, m at least 1.
    groups: m texts, the group of each person.
    min_n: a group with fewer people is never flagged.
    Returns a dict: name of the group -> {"n": int, "accuracy": float, "flag": bool}.
    """
    raise NotImplementedError("TODO: write audit")


def majority(votes: list[list[str]]) -> list[dict]:
    """Put the votes about each picture together.

    votes: for each picture a list of at least one label; there may be no picture at all.
    Returns for each picture {"label": str or None, "agreement": float}.
    """
    raise NotImplementedError("TODO: write majority")
