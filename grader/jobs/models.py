"""The table of jobs: the database is the truth, engines only carry the id."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.base import SERIAL, ULID_COLUMN, Base, now

Klass = Literal["interactive", "batch"]
#: What a worker must have: nothing special, a GPU, or an image with an extra (sandbox.program.Extra).
Pool = Literal["cpu", "gpu", "fastai"]
#: `held` is a queued job of a batch that somebody has paused.
JobState = Literal["queued", "held", "running", "done", "failed", "cancelled"]


class Job(Base):
    """One grading that is to be done, is being done, or was done."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("klass IN ('interactive', 'batch')", name="klass"),
        CheckConstraint("pool IN ('cpu', 'gpu', 'fastai')", name="pool"),
        CheckConstraint(
            "state IN ('queued', 'held', 'running', 'done', 'failed', 'cancelled')", name="state"
        ),
        Index("ix_job_state_pool_priority_id", "state", "pool", "priority", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    klass: Mapped[Klass] = mapped_column(String(16), default="interactive")
    #: Higher goes first; every interactive job is above every batch job.
    priority: Mapped[int] = mapped_column()
    pool: Mapped[Pool] = mapped_column(String(8), default="cpu")
    state: Mapped[JobState] = mapped_column(String(16), default="queued")
    #: Counts every claim and never goes back: the number a finish is fenced by.
    attempt: Mapped[int] = mapped_column(default=0)
    #: Claims that ended with a fault of ours; an orderly release does not count.
    failures: Mapped[int] = mapped_column(default=0)
    #: Somebody asked to stop it; the worker's heartbeat sees it.
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    #: Somebody has paused its batch: whoever gives it back gives it back as held.
    hold_requested: Mapped[bool] = mapped_column(default=False)
    #: Not claimed before this moment (a pause after a fault).
    ready_at: Mapped[datetime] = mapped_column(default=now)
    #: While running: without a heartbeat until then, the job is given to another worker.
    lease_until: Mapped[datetime | None] = mapped_column()
    #: Who runs it, for operators: host, process and slot.
    worker: Mapped[str | None] = mapped_column(String(100))
    #: Id of the regrade it belongs to: its report is a proposal, and its student sees nothing of it. None for
    #: what a student has handed in. There is no foreign key, because jobs know nothing of regrades.
    batch_id: Mapped[str | None] = mapped_column(ULID_COLUMN, index=True)
    #: How this grading differs from the ordinary one (grader.submissions.options); None where it does not.
    options: Mapped[dict[str, Any] | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None] = mapped_column()
    finished_at: Mapped[datetime | None] = mapped_column()
