"""Tables of regrades, what they propose, and of students' requests for one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.base import SERIAL, ULID_COLUMN, Base, new_id, now

#: `run` grades again, `rescore` counts points anew, `flake` only looks whether checks agree with themselves,
#: `import` came out of a file.
RegradeKind = Literal["run", "rescore", "flake", "import"]
RequestState = Literal["open", "answered"]


class Regrade(Base):
    """A set of proposed reports.

    How far it is follows from its jobs, and whether it is applied from the decisions about it, so that no
    crash can leave a state that contradicts them.
    """

    __tablename__ = "regrade"
    __table_args__ = (CheckConstraint("kind IN ('run', 'rescore', 'flake', 'import')", name="kind"),)

    id: Mapped[str] = mapped_column(ULID_COLUMN, primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RegradeKind] = mapped_column(String(16))
    #: Why, for students and for those who look back.
    reason: Mapped[str] = mapped_column(Text)
    #: None for the server's own terminal.
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Which submissions were chosen, and how they are graded (grader.regrades.choice).
    choice: Mapped[dict[str, Any]] = mapped_column()
    paused_at: Mapped[datetime | None] = mapped_column()
    cancelled_at: Mapped[datetime | None] = mapped_column()


class Proposal(Base):
    """One submission in a regrade. Its report is `report_id`, or the one that its job has left."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("regrade_id", "submission_id", "repeat"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    regrade_id: Mapped[str] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"))
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    #: The report that counted when the regrade was made.
    before_id: Mapped[int | None] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    #: None where nothing is run.
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), unique=True)
    #: Set where nothing is run.
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    #: From 0: a look for checks that do not agree grades the same submission several times.
    repeat: Mapped[int] = mapped_column(default=0)


class RegradeRequest(Base):
    """A student asks for another look at one check."""

    __tablename__ = "regrade_request"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered')", name="state"),
        # One question at a time about the same check of a submission.
        Index(
            "uq_regrade_request_submission_id_check_id",
            "submission_id",
            "check_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(ULID_COLUMN, primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    #: The report the student was looking at.
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    check_id: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[RequestState] = mapped_column(String(16), default="open")
    created_at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column()
    #: The regrade that came of it.
    regrade_id: Mapped[str | None] = mapped_column(ForeignKey("regrade.id", ondelete="SET NULL"))
