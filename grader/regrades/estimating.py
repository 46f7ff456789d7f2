"""How long a regrade will take, told as a range: it depends on what else the workers do."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.courses.models import Assignment
from grader.jobs.models import Job, Klass
from grader.store.base import now
from grader.submissions.models import ReportRow, Submission
from grader.submissions.sizing import reserved

#: A slot that was used during this time is taken to be there still.
SEEN = timedelta(hours=1)
#: Gradings of an exercise that are looked at.
RECENT = 100
#: Points that are counted anew without running anything: how long one takes, at the least and at the most.
RESCORED_S = (0.001, 0.005)
#: Batch work uses containers again, and takes about half as long as what students wait for.
BATCH_SHARE = 0.5


@dataclass(frozen=True)
class Span:
    """Seconds, from the least to the most that is likely."""

    low_s: float
    high_s: float

    @property
    def words(self) -> str:
        """`2 to 5 minutes`, with one number where both round to the same."""
        unit, size = next((name, s) for name, s in _UNITS if self.high_s >= 2 * s or s == 1)
        low, high = max(1, round(self.low_s / size)), max(1, round(self.high_s / size))
        span = f"{low} to {high}" if low != high else f"about {high}"
        return f"{span} {unit if high == 1 else unit + 's'}"


@dataclass(frozen=True)
class Used:
    """When a slot began its first and its last grading of a class, as far back as is looked."""

    #: Host, process and slot.
    worker: str
    klass: Klass
    first: datetime
    last: datetime

    @property
    def process(self) -> str:
        """Whose slot it is."""
        return self.worker.rpartition(":")[0]


_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


def slots_in_use(session: Session) -> int:
    """How many gradings of a regrade are done at the same time, by the workers seen lately; 0 without any."""
    columns = (Job.worker, Job.klass, func.min(Job.started_at), func.max(Job.started_at))
    query = select(*columns).where(Job.started_at >= now() - SEEN, Job.worker.is_not(None))
    rows = session.execute(query.group_by(Job.worker, Job.klass))
    seen = _still_there(
        [Used(worker, klass, first, last) for worker, klass, first, last in rows if worker and first and last]
    )
    batch = {use.worker for use in seen if use.klass == "batch"}
    every = {use.worker for use in seen}
    # Some are kept for what students wait for.
    return max(len(batch), len(every) - reserved(len(every)))


def _still_there(seen: Sequence[Used]) -> list[Used]:
    """Without the processes that began nothing more once another had begun: a worker that was started anew
    has other slots than before, and counting both would promise twice the speed."""
    spans: dict[str, tuple[datetime, datetime]] = {}
    for use in seen:
        first, last = spans.get(use.process, (use.first, use.last))
        spans[use.process] = min(first, use.first), max(last, use.last)
    newest = max((first for first, _ in spans.values()), default=None)
    return [use for use in seen if newest is None or spans[use.process][1] >= newest]


def usual_span(session: Session, assignment: Assignment) -> Span | None:
    """How long one grading of the exercise takes, from recent ones; None without any."""
    batch = _durations(session, assignment, batch=True)
    if len(batch) >= 5:
        return _quartiles(batch)
    others = _durations(session, assignment, batch=False)
    if not others:
        return _quartiles(batch) if batch else None
    span = _quartiles(others)
    return Span(span.low_s * BATCH_SHARE, span.high_s)


def total_span(spans: Sequence[tuple[int, Span]], slots: int) -> Span:
    """The sum over (gradings, how long one takes), shared by so many slots."""
    slots = max(1, slots)
    low = sum(count * span.low_s for count, span in spans) / slots
    high = sum(count * span.high_s for count, span in spans) / slots
    # Interactive work goes first, and the last one of a slot is waited for.
    longest = max((span.high_s for _, span in spans), default=0.0)
    return Span(low, 1.5 * high + longest)


def _durations(session: Session, assignment: Assignment, *, batch: bool) -> list[float]:
    query = (
        select(ReportRow.duration_s)
        .join(Job, Job.id == ReportRow.job_id)
        .join(Submission, Submission.id == ReportRow.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Assignment.exercise_id == assignment.exercise_id, ReportRow.verdict == "graded")
        .where(Job.klass == ("batch" if batch else "interactive"))
    )
    return list(session.scalars(query.order_by(ReportRow.id.desc()).limit(RECENT)))


def _quartiles(values: Sequence[float]) -> Span:
    if len(values) == 1:
        return Span(values[0], values[0])
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return Span(low, high)
