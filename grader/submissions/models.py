"""Tables of submissions, their files, their reports and what happened while grading."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grader.judge.report import Report, Verdict
from grader.store.base import SERIAL, ULID_COLUMN, Base, new_id, now

SubmissionState = Literal["queued", "running", "done"]


class Submission(Base):
    """What a student handed in, at one moment, for one assignment."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done')", name="state"),
        UniqueConstraint("user_id", "idempotency_key"),
        Index("ix_submission_assignment_id_user_id", "assignment_id", "user_id"),
    )

    id: Mapped[str] = mapped_column(ULID_COLUMN, primary_key=True, default=new_id)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[SubmissionState] = mapped_column(String(16), default="queued")
    #: Handed in after the due date that was in force at that moment.
    late: Mapped[bool] = mapped_column(default=False)
    #: Chosen by the client, so that a repeated request finds the first submission; None without one.
    idempotency_key: Mapped[str | None] = mapped_column(String(200))


class SubmissionFile(Base):
    """One file, exactly the bytes that were uploaded."""

    __tablename__ = "submission_file"
    __table_args__ = (UniqueConstraint("submission_id", "name"),)

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    #: Bytes.
    size: Mapped[int] = mapped_column()
    #: Of `data`, in hex.
    sha256: Mapped[str] = mapped_column(String(64))


class ReportRow(Base):
    """One stored report. Rows are only ever added; a job leaves at most one."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("verdict IN ('graded', 'rejected', 'infra_error')", name="verdict"),
        UniqueConstraint("job_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    #: The job's attempt that wrote it.
    attempt: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Seconds from the claim to the report.
    duration_s: Mapped[float] = mapped_column()
    verdict: Mapped[Verdict] = mapped_column(String(16))
    score: Mapped[float] = mapped_column()
    max_score: Mapped[float] = mapped_column()
    #: The whole grader.judge.report.Report, hidden checks included: never shown to a student as it is.
    body: Mapped[dict[str, Any]] = mapped_column()

    def report(self) -> Report:
        """The full report; pass it through grader.judge.views.for_student before a student sees it."""
        return Report.model_validate(self.body)


class EventRow(Base):
    """Something a student may read while waiting. `kind` is one of grader.submissions.progress.KINDS."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_submission_id_id", "submission_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]] = mapped_column()
