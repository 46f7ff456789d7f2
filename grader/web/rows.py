"""The rows of a submission's page: one for each check from the start, filled as results come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from grader.catalog.models import Exercise
from grader.judge.report import CheckResult, Report
from grader.renderers import summary
from grader.submissions.models import EventRow

RowState = Literal["waiting", "running", "passed", "failed", "error", "skipped", "not_run"]
WORDS: dict[str, str] = {"waiting": "waiting", "running": "running", **summary.WORDS}


@dataclass(frozen=True)
class Row:
    """One check as its row shows it; `result` is None until the report is there."""

    id: str
    title: str
    hidden: bool
    state: RowState
    max_points: float
    points: float | None = None
    result: CheckResult | None = None
    #: The first failure: shown open.
    opened: bool = False

    @property
    def word(self) -> str:
        """The state in words."""
        return WORDS[self.state]


def from_report(report: Report) -> list[Row]:
    """The rows of a finished grading; the first failed check is open."""
    first = summary.first_failure(report)
    return [
        Row(
            check.id,
            check.title,
            check.visibility == "hidden",
            check.status,
            check.max_points,
            check.points,
            check,
            opened=check is first,
        )
        for check in report.checks
    ]


def while_waiting(exercise: Exercise | None, events: Sequence[EventRow]) -> list[Row]:
    """The rows before there is a report: every check of the exercise, with what is known so far."""
    states: dict[str, tuple[RowState, float | None]] = {}
    for event in events:
        if event.kind in ("claimed", "retrying"):
            states.clear()
        elif event.kind == "check_started":
            states[str(event.body["id"])] = ("running", None)
        elif event.kind == "check_finished":
            result = event.body["result"]
            states[result["id"]] = (result["status"], result["points"])
    return [
        Row(
            check.id,
            check.title,
            check.visibility == "hidden",
            states.get(check.id, ("waiting", None))[0],
            check.points,
            states.get(check.id, ("waiting", None))[1],
        )
        for check in (exercise.checks if exercise else ())
    ]
