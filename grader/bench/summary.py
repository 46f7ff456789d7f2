"""Makes a Way of the seconds each submission took and of what the whole run spent."""

from __future__ import annotations

from grader.bench.machine import Spent, middle_and_tail
from grader.bench.models import Way


def summary(key: str, title: str, at_once: int, took: list[float], spent: Spent) -> Way:
    """`took` are wall seconds, one for each submission; `spent` is of all of them together."""
    middle, tail = middle_and_tail(took)
    return Way(
        key=key,
        title=title,
        submissions=len(took),
        at_once=at_once,
        wall_s=spent.wall_s,
        cpu_s=spent.cpu_s / len(took),
        median_s=middle,
        p95_s=tail,
    )
