"""What the database says about a claimed job, and what follows from it for the report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.catalog.drawing import draw_of
from grader.catalog.models import Exercise
from grader.courses.models import Assignment
from grader.courses.quarantine import quarantined
from grader.intake.models import UploadedFile
from grader.jobs.services import Claimed
from grader.judge.report import Report
from grader.reporting.merging import together, with_checks
from grader.reporting.rescoring import excused, needs_running, rescored
from grader.submissions.isolation import Isolation, isolation_of
from grader.submissions.models import ReportRow, Submission
from grader.submissions.options import GradingOptions, options_of
from grader.submissions.services import files_of


@dataclass(frozen=True)
class Task:
    """One grading that is to be done."""

    exercise_id: str
    files: list[UploadedFile]
    isolation: Isolation
    options: GradingOptions
    #: One grading with each, one after the other.
    seeds: tuple[int, ...]
    #: Checks that count for nobody.
    quarantined: frozenset[str]
    #: The graded report whose results are kept where only some checks are chosen.
    before: Report | None
    #: Which items the student was given, where the exercise has some: never what the upload says.
    draw: str

    def chosen(self, exercise: Exercise) -> frozenset[str] | None:
        """The checks to run; None means all.

        Beside those that were asked for: what they need, what needs them, and whatever the earlier report
        cannot know of this version of the exercise.
        """
        if self.options.checks is None or self.before is None:
            return None
        unknown = needs_running(self.before, exercise, self.quarantined)
        return together(exercise, self.options.checks | set(unknown))

    def completed(self, exercise: Exercise, report: Report) -> Report:
        """The report with the results that are kept, and without what counts for nobody."""
        report = excused(report, self.quarantined)
        chosen = self.chosen(exercise)
        if chosen is not None and self.before is not None:
            report = with_checks(self.before, report, chosen)
        if chosen is None and not self.quarantined:
            return report
        return rescored(report, exercise, self.quarantined)


def read_task(session: Session, claimed: Claimed, batch_max_uses: int) -> Task:
    """What is to be done for this job.

    :param batch_max_uses: `settings.batch_max_uses`.
    :raises UsageError: another version of this program has made the job, and asks for what is not known here.
    """
    submission = session.get_one(Submission, claimed.submission_id)
    assignment = session.get_one(Assignment, submission.assignment_id)
    options = options_of(claimed.options)
    return Task(
        exercise_id=assignment.exercise_id,
        files=files_of(session, submission.id),
        isolation=isolation_of(session, assignment, claimed.klass, batch_max_uses, options),
        options=options,
        seeds=options.seeds or (seed_of(submission.id),),
        quarantined=frozenset() if options.ignore_quarantine else quarantined(session, assignment.id),
        before=_before(session, submission.id, options.before_id),
        draw=draw_of(assignment.id, submission.user_id, assignment.exercise_id),
    )


def seed_of(submission_id: str) -> int:
    """The seed of a submission: the same at every attempt, so that a retry asks the same questions."""
    return int.from_bytes(hashlib.sha256(submission_id.encode()).digest()[:4])


def is_authors_fault(report: Report) -> bool:
    """Whether a check was broken, rather than the place where the code ran."""
    return report.verdict == "infra_error" and any(check.status == "error" for check in report.checks)


def _before(session: Session, submission_id: str, before_id: int | None) -> Report | None:
    if before_id is None:
        return None
    query = select(ReportRow).where(ReportRow.id == before_id, ReportRow.submission_id == submission_id)
    row = session.scalar(query.where(ReportRow.verdict == "graded"))
    return row.report() if row is not None else None
