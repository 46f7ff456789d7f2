"""grades.csv: a line for each person, with points per check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.batch.models import Outcome, Person, Record
from grader.catalog.models import Exercise
from grader.judge.report import Report
from grader.renderers import csv

_BEFORE = ("name", "id", "email", "state", "score", "max_score")
_AFTER = ("misconceptions", "late", "handed_in", "seconds", "note", "report")
#: A spreadsheet takes the file for UTF-8 only when it begins with this.
MARK = "\ufeff"

Cell = str | float | None


def head(exercise: Exercise) -> str:
    """The first line; the column of a check bears its id."""
    return MARK + csv.line([*_BEFORE, *(check.id for check in exercise.checks), *_AFTER])


def lines(exercise: Exercise, outcome: Outcome, record: Record | None) -> Iterator[str]:
    """The lines of one submission: one, or one for each of a team."""
    for person in outcome.handed.people:
        yield csv.line(_cells(exercise, outcome, person, record))


def _cells(exercise: Exercise, outcome: Outcome, person: Person, record: Record | None) -> list[Cell]:
    report = record.report if record is not None and outcome.state == "graded" else None
    late = outcome.handed.late
    return [
        person.name,
        person.id,
        person.email,
        outcome.state.replace("_", " "),
        report.score if report else None,
        exercise.max_score,
        *_points(exercise, report),
        "; ".join(misconceptions(report)) if report else "",
        "" if late is None else ("yes" if late else "no"),
        outcome.handed.handed_in,
        round(record.seconds, 1) if record is not None else None,
        "; ".join(filter(None, (outcome.note, _to_come(exercise, report)))),
        f"feedback/{outcome.handed.key}.html" if record is not None else "",
    ]


def _to_come(exercise: Exercise, report: Report | None) -> str:
    """Points of the whole that somebody gives by hand."""
    return f"up to {exercise.manual.points:g} by hand to come" if exercise.manual and report else ""


def _points(exercise: Exercise, report: Report | None) -> Sequence[float | None]:
    """Points of each check; nothing where it was not run, which is not the same as zero."""
    results = {check.id: check for check in report.checks} if report else {}
    found = (results.get(check.id) for check in exercise.checks)
    return [one.points if one is not None and one.status != "not_run" else None for one in found]


def misconceptions(report: Report) -> list[str]:
    """Each misconception once, in the order of the checks."""
    return list(dict.fromkeys(check.misconception for check in report.checks if check.misconception))
