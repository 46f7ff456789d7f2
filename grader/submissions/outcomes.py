"""How a job ends: the report, the job, the submission and the last event, in one transaction."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from grader.catalog.services import Catalog
from grader.errors import AuthorError, UsageError
from grader.jobs import services as jobs
from grader.jobs.models import Job, JobState
from grader.jobs.services import Claimed
from grader.judge.report import Report
from grader.judge.ungraded import ungraded
from grader.store.base import now
from grader.store.sessions import session_scope
from grader.submissions.models import ReportRow, Submission, SubmissionState
from grader.submissions.progress import add_event
from grader.submissions.standing import stand

#: Seconds before a job is tried again after the first fault of ours, the second, and any other. Most faults
#: are over at once; an engine that is started again takes longer, and what waits must outlive that.
RETRY_S = (2.0, 30.0, 60.0)
#: Seconds before a worker may look again at a job that it could not do for want of an image.
PUT_OFF_S = 60.0
GIVEN_UP = (
    "We could not grade this in {attempts} attempts. The fault is ours, and it does not count for you: "
    "your files are kept, and your instructor can have them graded again."
)
EXERCISE_BROKEN = (
    "The exercise itself cannot be used at the moment. The fault is not yours: no attempt was used, and "
    "your instructor can have your files graded again once it is repaired."
)


def store_report(engine: Engine, claimed: Claimed, report: Report) -> bool:
    """End the job with its report; False, and nothing is stored, when the job is no longer ours."""
    with session_scope(engine, write=True) as session:
        if not jobs.finish(session, claimed.job_id, claimed.attempt, _job_state(report)):
            return False
        add_report(session, claimed, report)
    return True


def store_cancelled(engine: Engine, claimed: Claimed) -> bool:
    """End the job without a report; False when it is no longer ours."""
    with session_scope(engine, write=True) as session:
        if not jobs.finish(session, claimed.job_id, claimed.attempt, "cancelled"):
            return False
        if claimed.batch_id is None:
            set_state(session, claimed.submission_id, "done")
            add_event(session, claimed.submission_id, "cancelled")
    return True


def put_off(engine: Engine, claimed: Claimed) -> bool:
    """Return the job to the queue for a while: this worker lacks what it needs. No fault is counted."""
    with session_scope(engine, write=True) as session:
        if not jobs.release(session, claimed.job_id, claimed.attempt, failed=False, delay_s=PUT_OFF_S):
            return False
        returned(session, claimed)
    return True


def give_back(engine: Engine, claimed: Claimed, *, failed: bool) -> bool:
    """Return the job to the queue; False when it is no longer ours.

    :param failed: it counts as a fault of ours, and the job rests for a moment, longer each time.
    """
    delay_s = RETRY_S[min(claimed.failures, len(RETRY_S) - 1)] if failed else 0.0
    with session_scope(engine, write=True) as session:
        if not jobs.release(session, claimed.job_id, claimed.attempt, failed=failed, delay_s=delay_s):
            return False
        returned(session, claimed)
    return True


def returned(session: Session, claimed: Claimed) -> None:
    """Tell the student of a job that was just given back in this transaction; not of a regrade's."""
    if claimed.batch_id is None:
        set_state(session, claimed.submission_id, "queued")
        add_event(session, claimed.submission_id, "retrying")


def add_report(session: Session, claimed: Claimed, report: Report) -> None:
    """Add the report of a job that was just finished in this transaction.

    That of a regrade is a proposal: it is kept, and nothing else changes.
    """
    job = session.get_one(Job, claimed.job_id)
    moment = now()
    row = ReportRow(
        submission_id=claimed.submission_id,
        job_id=claimed.job_id,
        attempt=claimed.attempt,
        created_at=moment,
        duration_s=(moment - (job.started_at or moment)).total_seconds(),
        verdict=report.verdict,
        score=report.score,
        max_score=report.max_score,
        body=report.model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    if claimed.batch_id is None:
        _tell(session, claimed, report, row)


def _tell(session: Session, claimed: Claimed, report: Report, row: ReportRow) -> None:
    """An ordinary grading has ended: its report may count, and its student may read it."""
    stand(session, session.get_one(Submission, claimed.submission_id), row)
    set_state(session, claimed.submission_id, "done")
    add_event(
        session,
        claimed.submission_id,
        "done",
        verdict=report.verdict,
        score=report.score,
        max_score=report.max_score,
    )


def set_state(session: Session, submission_id: str, state: SubmissionState) -> None:
    """Set the submission's state."""
    session.get_one(Submission, submission_id).state = state


def broken_report(exercise_id: str, seed: int) -> Report:
    """The report for an exercise that is missing from the catalogue, or broken."""
    return ungraded(exercise_id, None, "infra_error", EXERCISE_BROKEN, seed)


def given_up_report(catalog: Catalog, exercise_id: str, attempts: int, seed: int) -> Report:
    """The report after too many faults of ours."""
    try:
        exercise = catalog.get(exercise_id)
    except (UsageError, AuthorError):
        exercise = None  # The catalogue may be a part of what is wrong; the student's words stay the same.
    return ungraded(exercise_id, exercise, "infra_error", GIVEN_UP.format(attempts=attempts), seed)


def _job_state(report: Report) -> JobState:
    return "failed" if report.verdict == "infra_error" else "done"
