"""Handing in, and reading what came of it. Searching over many is in `search` beside this file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.catalog.models import Exercise
from grader.courses.errors import NotEnrolled
from grader.courses.models import Assignment, Role
from grader.courses.services import is_late, is_open, role_of
from grader.errors import Rejected
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.models import Job, Klass, Pool
from grader.store.base import now
from grader.submissions.errors import KeyReused, NotOpen, QueueFull, SubmissionUnknown
from grader.submissions.models import EventRow, ReportRow, Submission, SubmissionFile

#: Submissions of one person that may wait or run at the same time.
QUEUE_LIMIT = 10
MAX_FILES = 50


def pool_of(exercise: Exercise) -> Pool:
    """Which workers can grade it: what an exercise requires is waited for, an optional GPU is not."""
    if exercise.requires:
        return exercise.requires[0]
    return "gpu" if exercise.gpu == "required" else "cpu"


def submit(
    session: Session,
    user: User,
    assignment: Assignment,
    files: Sequence[UploadedFile],
    key: str | None = None,
    *,
    pool: Pool = "cpu",
    klass: Klass = "interactive",
) -> Submission:
    """Store files, job and first event in the caller's writing transaction: after the commit nothing is lost.

    The same `key` of the same person with the same files gives the same submission again. What is inside
    the files is looked at later, by a worker; `pool` comes from `pool_of(exercise)`.

    :raises Rejected: no files, too many, two of one name, or a name that is not a plain one.
    :raises NotEnrolled, NotOpen, QueueFull, KeyReused: as their names say.
    """
    _check_names(files)
    # One at a time for each person: neither the limit nor the key can be raced past.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    if key and (earlier := _by_key(session, user, key)):
        return _same(session, earlier, assignment, files)
    _check_allowed(session, user, assignment)
    moment = now()
    row = Submission(
        assignment_id=assignment.id,
        user_id=user.id,
        created_at=moment,
        late=is_late(assignment, moment),
        idempotency_key=key or None,
    )
    session.add(row)
    session.flush()
    session.add_all(_file_row(row, file) for file in files)
    jobs.enqueue(session, row.id, klass, pool)
    session.add(EventRow(submission_id=row.id, kind="queued", body={}))
    session.flush()
    return row


def get(session: Session, submission_id: str) -> Submission:
    """The submission.

    :raises SubmissionUnknown: there is none.
    """
    row = session.get(Submission, submission_id) if submission_id.isascii() else None
    if row is None:
        raise SubmissionUnknown
    return row


def assignment_of(session: Session, submission: Submission) -> Assignment:
    """The assignment it was handed in for."""
    return session.get_one(Assignment, submission.assignment_id)


def viewer_role(session: Session, submission: Submission, user: User) -> Role | None:
    """How the person may see it: `instructor` in full, `student` as its owner, None not at all."""
    role = role_of(session, assignment_of(session, submission).course_id, user)
    if role == "instructor":
        return role
    return "student" if submission.user_id == user.id else None


def files_of(session: Session, submission_id: str) -> list[UploadedFile]:
    """The files exactly as uploaded, in that order."""
    query = select(SubmissionFile).where(SubmissionFile.submission_id == submission_id)
    return [UploadedFile(row.name, row.data) for row in session.scalars(query.order_by(SubmissionFile.id))]


def history(session: Session, user: User, assignment: Assignment) -> list[Submission]:
    """The person's submissions for the assignment, newest first."""
    query = select(Submission).where(Submission.user_id == user.id, Submission.assignment_id == assignment.id)
    return list(session.scalars(query.order_by(Submission.id.desc())))


def counting_report(session: Session, submission_id: str) -> ReportRow | None:
    """The report that counts; None while there is none."""
    return counting_reports(session, [submission_id]).get(submission_id)


def counting_reports(session: Session, submission_ids: Sequence[str]) -> dict[str, ReportRow]:
    """The report that counts of each submission that has one, in one query."""
    query = select(ReportRow).join(Submission, Submission.report_id == ReportRow.id)
    rows = session.scalars(query.where(Submission.id.in_(submission_ids)))
    return {row.submission_id: row for row in rows}


def events_after(session: Session, submission_id: str, last_id: int = 0) -> list[EventRow]:
    """Events with a greater id than the last one seen, in order."""
    query = select(EventRow).where(EventRow.submission_id == submission_id, EventRow.id > last_id)
    return list(session.scalars(query.order_by(EventRow.id)))


def queue_position(session: Session, submission: Submission) -> int | None:
    """1 for the next to be graded; None when it is not waiting."""
    return jobs.position(session, submission.id)


def job_of(session: Session, submission_id: str) -> Job | None:
    """The newest job of the submission; never a regrade's."""
    query = select(Job).where(Job.submission_id == submission_id, Job.batch_id.is_(None))
    return session.scalar(query.order_by(Job.id.desc()).limit(1))


def _check_names(files: Sequence[UploadedFile]) -> None:
    if not files:
        raise Rejected("no_files", "No file was sent.", "Choose the file you want to hand in.")
    if len(files) > MAX_FILES:
        raise Rejected("too_many_files", f"{len(files)} files were sent.", f"Send at most {MAX_FILES}.")
    names = [file.name for file in files]
    for name in names:
        if not _is_plain(name):
            raise Rejected("bad_name", f"The file name {name[:80]!r} cannot be used.", "Rename the file.")
        if names.count(name) > 1:
            raise Rejected("duplicate_name", f"Two files are called {name!r}.", "Rename one of them.")


def _is_plain(name: str) -> bool:
    return (
        1 <= len(name) <= 255
        and name.isprintable()
        and not set(name) & set("/\\")
        and name not in (".", "..")
    )


def _check_allowed(session: Session, user: User, assignment: Assignment) -> None:
    role = role_of(session, assignment.course_id, user)
    if role is None:
        raise NotEnrolled("You are not in this course.", "Ask your instructor to add you.")
    if role == "student" and not is_open(assignment):
        raise NotOpen("This exercise is not open yet.", "See its opening date on the course page.")
    unfinished = select(func.count()).where(Submission.user_id == user.id, Submission.state != "done")
    if (session.scalar(unfinished) or 0) >= QUEUE_LIMIT:
        raise QueueFull(QUEUE_LIMIT)


def _by_key(session: Session, user: User, key: str) -> Submission | None:
    if len(key) > 200:
        raise KeyReused
    return session.scalar(
        select(Submission).where(Submission.user_id == user.id, Submission.idempotency_key == key)
    )


def _same(
    session: Session, earlier: Submission, assignment: Assignment, files: Sequence[UploadedFile]
) -> Submission:
    query = select(SubmissionFile.name, SubmissionFile.sha256)
    kept = {tuple(row) for row in session.execute(query.where(SubmissionFile.submission_id == earlier.id))}
    if earlier.assignment_id != assignment.id or kept != {(file.name, _digest(file)) for file in files}:
        raise KeyReused
    return earlier


def _file_row(row: Submission, file: UploadedFile) -> SubmissionFile:
    return SubmissionFile(
        submission_id=row.id, name=file.name, data=file.data, size=len(file.data), sha256=_digest(file)
    )


def _digest(file: UploadedFile) -> str:
    return hashlib.sha256(file.data).hexdigest()
