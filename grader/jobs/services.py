"""Jobs in the database: enqueue, claim, renew, finish. Every change is one statement, fenced by the attempt.

A worker that lost its lease (it was slow, or thought dead) finds its attempt number outdated: its finish,
release and heartbeat change nothing and say so.

Whoever pauses or cancels a batch tells its running jobs, too: each row carries the wish, so that whatever
ends its claim obeys it, a release as well as the reaper after `kill -9`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, CursorResult, case, func, select, update
from sqlalchemy.orm import Session

from grader.jobs.models import Job, JobState, Klass, Pool
from grader.store.base import now

CLASSES: tuple[Klass, ...] = ("interactive", "batch")
#: Interactive work goes first, always.
PRIORITY: dict[Klass, int] = {"interactive": 100, "batch": 0}


@dataclass(frozen=True)
class Claimed:
    """A job that is ours until the lease ends. `attempt` is the fence."""

    job_id: int
    submission_id: str
    klass: Klass
    pool: Pool
    attempt: int
    #: Earlier claims that ended with a fault of ours.
    failures: int
    #: The regrade it belongs to; None for what a student waits for.
    batch_id: str | None = None
    #: How it differs from an ordinary grading (grader.submissions.options).
    options: dict[str, Any] | None = None


@dataclass(frozen=True)
class Lease:
    """What a heartbeat learned: whether the job is still ours, and whether somebody wants it stopped."""

    ours: bool
    cancel: bool


def enqueue(
    session: Session,
    submission_id: str,
    klass: Klass = "interactive",
    pool: Pool = "cpu",
    *,
    batch_id: str | None = None,
    options: BaseModel | None = None,
) -> Job:
    """Add a job in the caller's transaction, so that it exists exactly when the submission does.

    :param batch_id: the regrade it belongs to.
    :param options: how it differs from an ordinary grading (grader.submissions.options).
    """
    job = new_job(submission_id, klass, pool, batch_id=batch_id, options=options)
    session.add(job)
    session.flush()
    return job


def new_job(
    submission_id: str,
    klass: Klass = "interactive",
    pool: Pool = "cpu",
    *,
    batch_id: str | None = None,
    options: BaseModel | None = None,
) -> Job:
    """A job that is in no session yet: whoever adds thousands flushes them together."""
    job = Job(
        submission_id=submission_id, klass=klass, priority=PRIORITY[klass], pool=pool, batch_id=batch_id
    )
    if options is not None:
        job.options = options.model_dump(mode="json", exclude_defaults=True)
    return job


def waiting(session: Session, pools: Sequence[Pool], classes: Sequence[Klass] = CLASSES) -> bool:
    """Whether a claim would find something; only reads, so an idle worker never takes the write lock."""
    return session.scalar(select(Job.id).where(_claimable(pools, classes)).limit(1)) is not None


def claim(
    session: Session,
    worker: str,
    pools: Sequence[Pool],
    classes: Sequence[Klass] = CLASSES,
    *,
    lease_s: float = 60.0,
    job_id: int | None = None,
) -> Claimed | None:
    """Take the next job (or the one named) for `lease_s` seconds; None when there is nothing to take.

    Commit at once: the claim holds only then, and on SQLite nobody else can write before.
    """
    first = select(Job.id).where(_claimable(pools, classes))
    if job_id is not None:
        first = first.where(Job.id == job_id)
    first = first.order_by(Job.priority.desc(), Job.id).limit(1).with_for_update(skip_locked=True)
    moment = now()
    statement = (
        update(Job)
        .where(Job.id == first.scalar_subquery(), Job.state == "queued")
        .values(
            state="running",
            attempt=Job.attempt + 1,
            worker=worker[:100],
            lease_until=moment + timedelta(seconds=lease_s),
            started_at=moment,
        )
        .returning(*_CLAIMED)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(statement).one_or_none()
    return Claimed(*row) if row else None


_WHAT = (Job.id, Job.submission_id, Job.klass, Job.pool)
_CLAIMED = (*_WHAT, Job.attempt, Job.failures, Job.batch_id, Job.options)


def heartbeat(session: Session, job_id: int, attempt: int, *, lease_s: float = 60.0) -> Lease:
    """Renew the lease for `lease_s` seconds from now."""
    statement = (
        update(Job)
        .where(_held(job_id, attempt))
        .values(lease_until=now() + timedelta(seconds=lease_s))
        .returning(Job.cancel_requested)
        .execution_options(synchronize_session=False)
    )
    cancel = session.scalar(statement)
    return Lease(ours=cancel is not None, cancel=bool(cancel))


def held(session: Session, job_id: int, attempt: int) -> bool:
    """Whether the job is still ours; locks its row for the rest of the transaction."""
    return session.scalar(select(Job.id).where(_held(job_id, attempt)).with_for_update()) is not None


def finish(session: Session, job_id: int, attempt: int, state: JobState = "done") -> bool:
    """End a job; False, and nothing changes, when it is no longer ours. Store the report in the same
    transaction, and only after True."""
    return _change(session, job_id, attempt, state=state, finished_at=now(), lease_until=None)


def release(session: Session, job_id: int, attempt: int, *, failed: bool, delay_s: float = 0.0) -> bool:
    """Give a job back to the queue; False when it is no longer ours.

    One whose batch is paused is held, and one whose batch is cancelled ends.

    :param failed: count this claim as a fault of ours (False for an orderly shutdown).
    :param delay_s: seconds before it can be claimed again.
    """
    return _change(
        session,
        job_id,
        attempt,
        **_returned(),
        failures=Job.failures + int(failed),
        ready_at=now() + timedelta(seconds=delay_s),
        lease_until=None,
        worker=None,
    )


def reap(session: Session, max_attempts: int) -> tuple[list[Claimed], list[Claimed]]:
    """Deal with jobs whose lease has run out: (given back as by `release`, given up as failed).

    The caller stores a report for each one given up, in the same transaction.
    """
    found = select(Job.id).where(_expired()).order_by(Job.id).with_for_update(skip_locked=True)
    expired = Job.id.in_(session.scalars(found).all())
    last = (Job.failures + 1 >= max_attempts) & ~_unwanted()
    given_up = _expire(session, expired & last, state="failed", finished_at=now(), worker=Job.worker)
    returned = _expire(session, expired & (Job.state == "running"), **_returned(), worker=None)
    return returned, given_up


def any_expired(session: Session) -> bool:
    """Whether `reap` would find something; only reads."""
    return session.scalar(select(Job.id).where(_expired()).limit(1)) is not None


def cancel(session: Session, job_id: int) -> bool:
    """Stop a job: at once when it waits, at the next heartbeat when it runs. False when it has ended."""
    statement = update(Job).where(Job.id == job_id)
    waits = statement.where(Job.state.in_(_WAITING)).values(state="cancelled", finished_at=now())
    if _rows(session, waits):
        return True
    return _rows(session, statement.where(Job.state == "running").values(cancel_requested=True)) == 1


def hold(session: Session, batch_id: str) -> int:
    """Pause a batch: nothing of it is begun, and what runs goes on. How many jobs are held now."""
    state = case((Job.state == "queued", "held"), else_=Job.state)
    return _change_batch(session, batch_id, state=state, hold_requested=True)["held"]


def resume(session: Session, batch_id: str) -> int:
    """Let a paused batch go on. How many jobs are queued now."""
    state = case((Job.state == "held", "queued"), else_=Job.state)
    return _change_batch(session, batch_id, state=state, hold_requested=False)["queued"]


def cancel_batch(session: Session, batch_id: str) -> int:
    """End what waits, and have what runs stopped at its next heartbeat. How many jobs that are."""
    waits = Job.state.in_(_WAITING)
    ended = {
        "state": case((waits, "cancelled"), else_=Job.state),
        "finished_at": case((waits, now()), else_=None),
    }
    return _change_batch(session, batch_id, **ended, cancel_requested=True).total()


def batch_counts(session: Session, batch_id: str) -> dict[JobState, int]:
    """How many jobs of a batch are in each state; only those with any."""
    query = select(Job.state, func.count()).where(Job.batch_id == batch_id).group_by(Job.state)
    return {state: count for state, count in session.execute(query)}


def position(session: Session, submission_id: str) -> int | None:
    """How many jobs of the same pool go before this submission's, plus one; None when it is not waiting.

    A regrade of the submission is nothing that its student waits for.
    """
    own = (Job.submission_id == submission_id) & Job.batch_id.is_(None) & (Job.state == "queued")
    job = session.scalar(select(Job).where(own).limit(1))
    if job is None:
        return None
    before = (Job.priority > job.priority) | ((Job.priority == job.priority) & (Job.id < job.id))
    query = select(func.count()).where(Job.state == "queued", Job.pool == job.pool, before)
    return (session.scalar(query) or 0) + 1


def _claimable(pools: Sequence[Pool], classes: Sequence[Klass]) -> ColumnElement[bool]:
    return (Job.state == "queued") & Job.pool.in_(pools) & Job.klass.in_(classes) & (Job.ready_at <= now())


def _held(job_id: int, attempt: int) -> ColumnElement[bool]:
    return (Job.id == job_id) & (Job.attempt == attempt) & (Job.state == "running")


def _expired() -> ColumnElement[bool]:
    return (Job.state == "running") & (Job.lease_until < now())


#: States of a job that nobody has begun.
_WAITING: tuple[JobState, ...] = ("queued", "held")
_OPEN: tuple[JobState, ...] = (*_WAITING, "running")


def _unwanted() -> ColumnElement[bool]:
    """A job of a cancelled batch: nobody wants a report of it any more."""
    return Job.batch_id.is_not(None) & Job.cancel_requested


def _returned() -> dict[str, Any]:
    """What becomes of a job that comes back without a report; the row itself knows what was wished."""
    return {
        "state": case((_unwanted(), "cancelled"), (Job.hold_requested, "held"), else_="queued"),
        "finished_at": case((_unwanted(), now()), else_=None),
    }


def _change_batch(session: Session, batch_id: str, **values: Any) -> Counter[JobState]:
    """Change the jobs of a batch that have not ended; how many of them are in each state now."""
    where = (Job.batch_id == batch_id) & Job.state.in_(_OPEN)
    # In the order in which a reaper takes them, too: two that lock many rows must not wait for each other.
    session.execute(select(Job.id).where(where).order_by(Job.id).with_for_update())
    statement = update(Job).where(where).values(**values).returning(Job.state)
    return Counter(session.scalars(statement.execution_options(synchronize_session=False)))


def _change(session: Session, job_id: int, attempt: int, **values: Any) -> bool:
    return _rows(session, update(Job).where(_held(job_id, attempt)).values(**values)) == 1


def _expire(session: Session, where: ColumnElement[bool], **values: Any) -> list[Claimed]:
    statement = update(Job).where(where).values(failures=Job.failures + 1, lease_until=None, **values)
    rows = session.execute(statement.returning(*_CLAIMED).execution_options(synchronize_session=False))
    return [Claimed(*row) for row in rows]


def _rows(session: Session, statement: Any) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
