"""What a set of proposed reports would change: for submissions, checks and students, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grader.renderers import csv
from grader.renderers.summary import WORDS
from grader.reporting.alerts import alerts
from grader.reporting.models import Difference, Pair, Row, Threshold, percent
from grader.reporting.students import Students
from grader.reporting.submissions import Submissions

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
COLUMNS = ("student", "submission", "outcome", "old", "old_max", "new", "new_max", "change")


def difference(
    pairs: Iterable[Pair], *, thresholds: Sequence[float | Threshold] = THRESHOLDS, bound: float = 0.3
) -> Difference:
    """The difference, in one pass over the pairs.

    :param thresholds: shares of the full score from 0 to 1, or grades with names; the highest is the top.
    :param bound: a student who rises by more than this share of the full score is an alert.
    """
    submissions, students = Submissions(), Students()
    for pair in pairs:
        students.add(pair)
        if pair.regraded:
            submissions.add(pair)
    crossings = students.crossings(_ascending(thresholds))
    return Difference(
        counts=submissions.counts(),
        students=students.counts(),
        flips=submissions.flips(),
        histogram=students.histogram(),
        crossings=crossings,
        alerts=tuple(alerts(submissions, students, crossings, bound)),
        rows=submissions.sorted_rows(),
    )


def as_csv(found: Difference) -> str:
    """The rows as a CSV."""
    return "".join(csv_lines(found))


def csv_lines(found: Difference) -> Iterator[str]:
    """The same line by line: a row for each submission, and a column for each check that changes anywhere."""
    checks = [flip.check for flip in found.flips]
    yield csv.line([*COLUMNS, *checks])
    for row in found.rows:
        yield csv.line(_cells(row, checks))


def _cells(row: Row, checks: Sequence[str]) -> list[str | float | None]:
    flips = {flip.check: f"{WORDS[flip.before]} → {WORDS[flip.after]}" for flip in row.flips}
    outcome = row.outcome.replace("_", " ")
    scores = (row.old, row.old_max, row.new, row.new_max, None if row.new is None else row.change)
    return [row.student, row.submission, outcome, *scores, *(flips.get(check, "") for check in checks)]


def _ascending(thresholds: Sequence[float | Threshold]) -> list[Threshold]:
    return sorted(map(_named, thresholds), key=lambda threshold: threshold.share)


def _named(threshold: float | Threshold) -> Threshold:
    if isinstance(threshold, Threshold):
        return threshold
    return Threshold(name=percent(threshold), share=threshold)
