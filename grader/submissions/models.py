"""Tables of submissions, their files, their reports and what happened while grading."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grader.judge.report import Report, Verdict
from grader.store.base import SERIAL, ULID_COLUMN, Base, new_id, now

SubmissionState = Literal["queued", "running", "done"]
#: How a report came about: by grading, by counting points anew, or out of a file.
Origin = Literal["graded", "rescored", "imported"]
DecisionKind = Literal["apply", "take_back"]


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
    #: The report that counts (grader.submissions.standing alone changes it); None before there is one.
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("report.id", ondelete="SET NULL", use_alter=True)
    )


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
    """One stored report. Rows are only ever added; a job leaves at most one.

    Whether it counts says `Submission.report_id`: a regrade's report is a proposal until somebody applies it.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("verdict IN ('graded', 'rejected', 'infra_error')", name="verdict"),
        CheckConstraint("origin IN ('graded', 'rescored', 'imported')", name="origin"),
        UniqueConstraint("job_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    origin: Mapped[Origin] = mapped_column(String(16), default="graded")
    #: None where nothing was run.
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    #: The job's attempt that wrote it; 0 where nothing was run.
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


class Decision(Base):
    """Somebody decided which reports count: a regrade was applied, or that was taken back."""

    __tablename__ = "decision"
    __table_args__ = (CheckConstraint("kind IN ('apply', 'take_back')", name="kind"),)

    id: Mapped[str] = mapped_column(ULID_COLUMN, primary_key=True, default=new_id)
    kind: Mapped[DecisionKind] = mapped_column(String(16))
    #: The regrade whose reports it is about; no foreign key, because submissions know nothing of regrades.
    batch_id: Mapped[str] = mapped_column(ULID_COLUMN, index=True)
    #: The decision that is taken back; one can be taken back once.
    undoes_id: Mapped[str | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    #: None for the server's own terminal.
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: What the students read.
    reason: Mapped[str] = mapped_column(Text)


class ReportChange(Base):
    """From this moment on this report of the submission counts. Rows are only ever added.

    A decision may confirm the report that counted already: it then still counts when an earlier decision for
    it is taken back.
    """

    __tablename__ = "report_change"
    __table_args__ = (
        Index("ix_report_change_submission_id_id", "submission_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    #: The report that counts from now on; None when a decision was taken back that gave it its first one.
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    #: The one that counted until now.
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    #: None for an ordinary grading.
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decision.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Adjustment(Base):
    """Points an instructor has added to a submission by hand, or taken from it, and a comment.

    The newest of a submission counts, whatever report does. Rows are only ever added.
    """

    __tablename__ = "adjustment"
    __table_args__ = (
        Index("ix_adjustment_submission_id_id", "submission_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    #: Added to the report's score; the sum is never below zero.
    points: Mapped[float] = mapped_column()
    comment: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
