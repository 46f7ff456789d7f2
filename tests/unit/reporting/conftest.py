"""Reports and outlines in a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.judge.report import CheckResult, Provenance, Report, Status, Verdict
from grader.reporting.outline import Outline, outline

MakeReport = Callable[..., Report]
MakeOutline = Callable[..., Outline]

_STATUS: dict[str, Status] = {"p": "passed", "f": "failed", "e": "error", "s": "skipped", "n": "not_run"}


def make_report(statuses: str = "", verdict: Verdict = "graded", seed: int = 1, **more: Any) -> Report:
    """`make_report("pf")`: check a passed, check b failed; each is worth 2 points."""
    checks = tuple(_check(chr(ord("a") + at), _STATUS[letter]) for at, letter in enumerate(statuses))
    fields: dict[str, Any] = {
        "exercise": "t-demo",
        "exercise_version": "1" * 64,
        "verdict": verdict,
        "score": sum(check.points for check in checks) if verdict == "graded" else 0.0,
        "max_score": sum(check.max_points for check in checks),
        "checks": checks,
        "provenance": Provenance(seed=seed, image="i", torch="2", python="3", device="cpu", grader="0"),
    }
    return Report(**{**fields, **more})


def _check(id_: str, status: Status) -> CheckResult:
    return CheckResult(
        id=id_,
        title=f"{id_} holds",
        visibility="public",
        status=status,
        points=2.0 if status == "passed" else 0.0,
        max_points=2.0,
        message="" if status == "passed" else f"{id_} was {status}.",
        hint="" if status == "passed" else "Look.",
    )


@pytest.fixture(scope="session")
def report() -> MakeReport:
    """Makes reports."""
    return make_report


@pytest.fixture(scope="session")
def found() -> MakeOutline:
    """Makes outlines of reports."""
    return lambda *args, **more: outline(make_report(*args, **more))
