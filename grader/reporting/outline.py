"""The few facts of a report that comparing needs; small, because ten thousand are held at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from grader.judge.report import CheckResult, Report, Status, Verdict

#: Scores are sums of floats; what differs by less than this is the same score or share.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class CheckOutline:
    """What one check found."""

    id: str
    title: str
    status: Status
    points: float
    max_points: float
    misconception: str | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """What one report found."""

    verdict: Verdict
    score: float
    max_score: float
    checks: tuple[CheckOutline, ...]
    #: Version of the exercise.
    version: str = ""

    @property
    def share(self) -> float:
        """The score's share of the whole, from 0 to 1; 0 where there is nothing to earn."""
        return self.score / self.max_score if self.max_score > 0 else 0.0


def outline(report: Report) -> Outline:
    """The outline of a report."""
    checks = tuple(_check(one) for one in report.checks)
    return Outline(report.verdict, report.score, report.max_score, checks, intern(report.exercise_version))


def scored(found: Outline | None) -> Outline | None:
    """The outline where it holds a score: a submission that was not judged has none, a rejected one has 0."""
    return None if found is None or found.verdict == "infra_error" else found


def _check(result: CheckResult) -> CheckOutline:
    return _shared(
        result.id, result.title, result.status, result.points, result.max_points, result.misconception
    )


@lru_cache(maxsize=4096)
def _shared(
    id_: str, title: str, status: Status, points: float, max_points: float, misconception: str | None
) -> CheckOutline:
    """A check has few outcomes, so that thousands of outlines share the same few objects."""
    return CheckOutline(id_, title, status, points, max_points, misconception)
