"""Outlines of stored reports, read from the few fields that count: thousands are compared at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from sys import intern
from typing import Any

from grader.judge.report import Status
from grader.reporting.outline import CheckOutline, Outline


def read_outline(body: Mapping[str, Any]) -> Outline:
    """The outline of a report as it was stored; a tenth of the work of reading all of it."""
    checks = tuple(
        _check(
            one["id"], one["title"], one["status"], one["points"], one["max_points"], one.get("misconception")
        )
        for one in body["checks"]
    )
    version = intern(body["exercise_version"])
    return Outline(body["verdict"], body["score"], body["max_score"], checks, version)


@lru_cache(maxsize=4096)
def _check(
    id_: str, title: str, status: Status, points: float, max_points: float, misconception: str | None
) -> CheckOutline:
    """A check has few outcomes, so that thousands of outlines share the same few objects."""
    return CheckOutline(id_, title, status, points, max_points, misconception)
