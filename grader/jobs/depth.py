"""What waits and what runs, for operators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.jobs.models import Job, Klass, Pool
from grader.store.base import now


@dataclass(frozen=True)
class Depth:
    """How much waits in one pool and class, and how much runs."""

    pool: Pool
    klass: Klass
    waiting: int
    running: int
    #: Seconds the oldest waiting job has waited; 0 when none waits.
    oldest_s: float


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
