"""How far a regrade is. Everything follows from its jobs and decisions, so that a crash cannot falsify it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.judge.report import Model
from grader.regrades.models import Proposal, Regrade
from grader.store.base import now
from grader.submissions.models import Decision

State = Literal["waiting", "running", "paused", "cancelled", "ready", "applied", "taken back"]
#: What was finished in this time says how fast it goes.
LOOK_BACK = timedelta(minutes=1)


class Progress(Model):
    """How far a regrade is. The five counts add up to `total`."""

    #: Gradings; with several repeats more than there are submissions.
    total: int
    #: A proposed report is there.
    done: int
    #: Could not be graded by a fault of ours or of the exercise; its proposal replaces nothing.
    failed: int
    running: int
    #: Queued, or held by a pause.
    waiting: int
    #: Ended by a cancellation, without a report.
    cancelled: int
    state: State
    #: Gradings a second during the last minute; None where none was finished.
    per_s: float | None
    #: Seconds until it is ready, if it goes on like this; None where nobody can tell, 0 when all is there.
    left_s: float | None

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return (self.total - self.waiting - self.running) / self.total if self.total else 1.0


def progress(session: Session, regrade: Regrade) -> Progress:
    """How far it is at this moment."""
    total = session.scalar(select(func.count()).where(Proposal.regrade_id == regrade.id)) or 0
    counts = jobs.batch_counts(session, regrade.id)
    # What needs no job was there from the beginning.
    done = counts.get("done", 0) + total - sum(counts.values())
    failed, running, cancelled = (counts.get(one, 0) for one in ("failed", "running", "cancelled"))
    waiting = counts.get("queued", 0) + counts.get("held", 0)
    begun = done + failed + running > 0
    per_s = _rate(session, regrade) if waiting + running else None
    state = _state(session, regrade, unfinished=waiting + running, begun=begun)
    return Progress(
        total=total,
        done=done,
        failed=failed,
        running=running,
        waiting=waiting,
        cancelled=cancelled,
        state=state,
        per_s=per_s,
        left_s=_left(waiting + running, per_s, state),
    )


def _state(session: Session, regrade: Regrade, *, unfinished: int, begun: bool) -> State:
    if regrade.cancelled_at is None and unfinished:
        if regrade.paused_at is not None:
            return "paused"
        return "running" if begun else "waiting"
    decided = _decided(session, regrade)
    if decided is not None:
        return decided
    return "cancelled" if regrade.cancelled_at is not None else "ready"


def _decided(session: Session, regrade: Regrade) -> Literal["applied", "taken back"] | None:
    """None before anybody has applied anything of it."""
    query = select(Decision.kind, func.count()).where(Decision.batch_id == regrade.id).group_by(Decision.kind)
    counts = {kind: count for kind, count in session.execute(query)}
    if not counts:
        return None
    # Each can be taken back once.
    return "applied" if counts.get("apply", 0) > counts.get("take_back", 0) else "taken back"


def _rate(session: Session, regrade: Regrade) -> float | None:
    since = now() - LOOK_BACK
    where = (Job.batch_id == regrade.id) & (Job.finished_at >= since) & Job.state.in_(("done", "failed"))
    query = select(func.count(), func.min(Job.started_at)).where(where)
    count, first = session.execute(query).one()
    if not count or first is None:
        return None
    # In its first minute it has had less time than a minute.
    return float(count) / max(_seconds(max(first, since)), 1.0)


def _seconds(since: datetime) -> float:
    return (now() - since).total_seconds()


def _left(unfinished: int, per_s: float | None, state: State) -> float | None:
    if not unfinished:
        return 0.0
    return unfinished / per_s if per_s and state == "running" else None
