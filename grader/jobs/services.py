"""Jobs in the database: enqueue, claim, renew, finish. Every change is one statement, fenced by the attempt.

A worker that lost its lease (it was slow, or thought dead) finds its attempt number outdated: its finish,
release and heartbeat change nothing and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func, select, update
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


@dataclass(frozen=True)
class Lease:
    """What a heartbeat learned: whether the job is still ours, and whether somebody wants it stopped."""

    ours: bool
    cancel: bool


@dataclass(frozen=True)
class Depth:
    """How much waits in one pool and class, and how much runs."""

    pool: Pool
    klass: Klass
    waiting: int
    running: int
    #: Seconds the oldest waiting job has waited; 0 when none waits.
    oldest_s: float


def enqueue(session: Session, submission_id: str, klass: Klass = "interactive", pool: Pool = "cpu") -> Job:
    """Add a job in the caller's transaction, so that it exists exactly when the submission does."""
    job = Job(submission_id=submission_id, klass=klass, priority=PRIORITY[klass], pool=pool)
    session.add(job)
    session.flush()
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


_CLAIMED = (Job.id, Job.submission_id, Job.klass, Job.pool, Job.attempt, Job.failures)


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

    :param failed: count this claim as a fault of ours (False for an orderly shutdown).
    :param delay_s: seconds before it can be claimed again.
    """
    return _change(
        session,
        job_id,
        attempt,
        state="queued",
        failures=Job.failures + int(failed),
        ready_at=now() + timedelta(seconds=delay_s),
        lease_until=None,
        worker=None,
    )


def reap(session: Session, max_attempts: int) -> tuple[list[Claimed], list[Claimed]]:
    """Deal with jobs whose lease has run out: (given back to the queue, given up as failed).

    The caller stores a report for each one given up, in the same transaction.
    """
    expired = _expired()
    last = Job.failures + 1 >= max_attempts
    given_up = _expire(session, expired & last, state="failed", finished_at=now(), worker=Job.worker)
    returned = _expire(session, expired & ~last, state="queued", finished_at=None, worker=None)
    return returned, given_up


def any_expired(session: Session) -> bool:
    """Whether `reap` would find something; only reads."""
    return session.scalar(select(Job.id).where(_expired()).limit(1)) is not None


def cancel(session: Session, job_id: int) -> bool:
    """Stop a job: at once when it waits, at the next heartbeat when it runs. False when it has ended."""
    statement = update(Job).where(Job.id == job_id)
    waits = statement.where(Job.state == "queued").values(state="cancelled", finished_at=now())
    if _rows(session, waits):
        return True
    return _rows(session, statement.where(Job.state == "running").values(cancel_requested=True)) == 1


def position(session: Session, submission_id: str) -> int | None:
    """How many jobs of the same pool go before this submission's, plus one; None when it is not waiting."""
    job = session.scalar(
        select(Job).where(Job.submission_id == submission_id, Job.state == "queued").limit(1)
    )
    if job is None:
        return None
    before = (Job.priority > job.priority) | ((Job.priority == job.priority) & (Job.id < job.id))
    query = select(func.count()).where(Job.state == "queued", Job.pool == job.pool, before)
    return (session.scalar(query) or 0) + 1


def depth(session: Session) -> list[Depth]:
    """What waits and runs, by pool and class; only those with any."""
    count, first = func.count(), func.min(Job.created_at)
    query = select(Job.pool, Job.klass, Job.state, count, first).where(Job.state.in_(("queued", "running")))
    rows = {(pool, klass, state): (n, at) for pool, klass, state, n, at in session.execute(_grouped(query))}
    found = []
    for pool, klass in sorted({key[:2] for key in rows}):
        waits, oldest = rows.get((pool, klass, "queued"), (0, now()))
        runs = rows.get((pool, klass, "running"), (0, None))[0]
        found.append(Depth(pool, klass, waits, runs, (now() - oldest).total_seconds() if waits else 0.0))
    return found


def _grouped(query: Any) -> Any:
    return query.group_by(Job.pool, Job.klass, Job.state)


def _claimable(pools: Sequence[Pool], classes: Sequence[Klass]) -> ColumnElement[bool]:
    return (Job.state == "queued") & Job.pool.in_(pools) & Job.klass.in_(classes) & (Job.ready_at <= now())


def _held(job_id: int, attempt: int) -> ColumnElement[bool]:
    return (Job.id == job_id) & (Job.attempt == attempt) & (Job.state == "running")


def _expired() -> ColumnElement[bool]:
    return (Job.state == "running") & (Job.lease_until < now())


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
