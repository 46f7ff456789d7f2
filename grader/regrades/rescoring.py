"""Points counted anew: proposals that are there at once, because nothing is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.catalog.models import Exercise
from grader.courses.quarantine import quarantined
from grader.errors import AuthorError, UsageError
from grader.judge.report import Report
from grader.regrades.checking import Plan
from grader.regrades.choosing import BODIES_AT_ONCE, Chosen, bodies
from grader.regrades.errors import NothingMatches, NotNow
from grader.regrades.making import add_reports
from grader.regrades.models import Proposal, Regrade
from grader.regrades.shelf import Shelf
from grader.regrades.sources import asks_the_same
from grader.reporting.rescoring import needs_running, rescored
from grader.submissions.models import ReportRow

#: Reports that a suggestion looks at; making the proposals looks at all.
LOOKED_AT = 40


def points_alone_changed(session: Session, plan: Plan, rows: Sequence[Chosen], shelf: Shelf) -> bool:
    """Whether counting anew would propose the same as grading again, as far as some of the reports tell."""
    graded = [row for row in rows if row.verdict == "graded"]
    if not graded or len(graded) < len(rows):
        return False
    changed = False
    for row, report in _reports(session, graded[:: max(1, len(graded) // LOOKED_AT)][:LOOKED_AT]):
        exercise = plan.exercises[row.assignment_id]
        mended = quarantined(session, row.assignment_id)
        if needs_running(report, exercise, mended) or not _same_questions(session, report, exercise, shelf):
            return False
        changed = changed or rescored(report, exercise, mended).score != report.score
    return changed


def add_rescored(session: Session, regrade: Regrade, plan: Plan, rows: Sequence[Chosen]) -> None:
    """Add a proposal with its report for each submission that has a graded one.

    :raises NothingMatches: none has.
    :raises NotNow: for some a check's outcome is not known; says which.
    """
    graded = [row for row in rows if row.verdict == "graded"]
    if not graded:
        raise NothingMatches(
            f"None of the {len(rows)} has a graded report to count anew.", "Grade them again."
        )
    mended = {one: quarantined(session, one) for one in plan.assignments}
    for start in range(0, len(graded), BODIES_AT_ONCE):
        part = graded[start : start + BODIES_AT_ONCE]
        made = [
            (row, _counted(report, plan.exercises[row.assignment_id], mended[row.assignment_id]))
            for row, report in _reports(session, part)
        ]
        add_reports(session, regrade, "rescored", made)


def _counted(report: Report, exercise: Exercise, mended: Set[str]) -> Report:
    unknown = needs_running(report, exercise, mended)
    if unknown:
        raise NotNow(
            f"Counting anew cannot know what {unknown[0]!r} would find: it was not run in every report.",
            "Choose to grade again instead; the checks can be limited to this one.",
        )
    return rescored(report, exercise, mended)


def _same_questions(session: Session, report: Report, exercise: Exercise, shelf: Shelf) -> bool:
    if report.exercise_version == exercise.version:
        return True
    try:
        return asks_the_same(shelf.exercise(session, exercise.id, report.exercise_version), exercise)
    except (UsageError, AuthorError):
        return False  # Nobody knows what it asked; grading again is always right.


def _reports(session: Session, rows: Sequence[Chosen]) -> Iterator[tuple[Chosen, Report]]:
    """The reports that tell what was found when the submissions were last run, in the order of the rows."""
    counting = [row.report_id for row in rows if row.report_id is not None]
    behind = _run_behind(session, counting)
    for start in range(0, len(rows), BODIES_AT_ONCE):
        part = rows[start : start + BODIES_AT_ONCE]
        found = dict(bodies(session, [behind[row.report_id or 0] for row in part]))
        for row in part:
            yield row, Report.model_validate(found[behind[row.report_id or 0]])


def _run_behind(session: Session, report_ids: Sequence[int]) -> dict[int, int]:
    """Of each report the one it was counted from: a report that was counted anew while a check was in
    quarantine has forgotten what the check found."""
    behind = {report_id: report_id for report_id in report_ids}
    while True:
        earlier = dict(_counted_from(session, sorted(set(behind.values()))))
        if not earlier:
            return behind
        behind = {report_id: earlier.get(found, found) for report_id, found in behind.items()}


def _counted_from(session: Session, report_ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    query = (
        select(ReportRow.id, Proposal.before_id)
        .join(
            Proposal,
            (Proposal.submission_id == ReportRow.submission_id) & (Proposal.report_id == ReportRow.id),
        )
        .where(ReportRow.origin == "rescored", Proposal.before_id.is_not(None))
    )
    for start in range(0, len(report_ids), BODIES_AT_ONCE):
        part = report_ids[start : start + BODIES_AT_ONCE]
        for report_id, before_id in session.execute(query.where(ReportRow.id.in_(part))):
            if before_id is not None:
                yield report_id, before_id
