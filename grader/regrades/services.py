"""Regrades: begin one, find it again, pause it, let it go on, end it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.courses.models import Course
from grader.courses.words import read_words
from grader.jobs import services as jobs
from grader.regrades.checking import checked
from grader.regrades.choice import Choice
from grader.regrades.choosing import find
from grader.regrades.errors import ChoiceInvalid, NotNow, RegradeUnknown
from grader.regrades.making import add_jobs
from grader.regrades.models import Regrade
from grader.regrades.previewing import Preview, preview
from grader.regrades.rescoring import add_rescored
from grader.regrades.shelf import Shelf
from grader.store.base import new_id, now

__all__ = ["Choice", "Preview", "cancel", "create", "get", "listed", "pause", "preview", "resume"]

#: More than any course has; a slip of the keyboard must not fill the queue for days.
MOST_GRADINGS = 100_000


def create(
    session: Session, course: Course, choice: Choice, *, user_id: str | None, reason: str, shelf: Shelf
) -> Regrade:
    """Begin a regrade in the caller's writing transaction: all of it is there after the commit, or nothing.

    Nothing changes for anybody before it is applied.

    :param user_id: None for the server's own terminal.
    :param reason: what students read when it is applied.
    :raises ChoiceInvalid, NothingMatches, NotNow, UsageError: it cannot be carried out; says why.
    :raises AuthorError: an exercise is broken.
    """
    words = read_words(reason, "reason")
    plan = checked(session, course, choice, shelf)
    rows = find(session, plan).rows
    if len(rows) * plan.choice.repeats > MOST_GRADINGS:
        raise ChoiceInvalid(
            f"{len(rows) * plan.choice.repeats} gradings are more than the {MOST_GRADINGS} of one regrade.",
            "Choose less.",
        )
    regrade = Regrade(
        id=new_id(),
        course_id=course.id,
        kind=plan.choice.kind,
        reason=words,
        user_id=user_id,
        choice=plan.choice.model_dump(mode="json"),
    )
    session.add(regrade)
    session.flush()
    (add_rescored if plan.choice.kind == "rescore" else add_jobs)(session, regrade, plan, rows)
    return regrade


def get(session: Session, course: Course, regrade_id: str) -> Regrade:
    """The regrade of this course.

    :raises RegradeUnknown: the course has none of this id.
    """
    row = session.get(Regrade, regrade_id) if regrade_id.isascii() else None
    if row is None or row.course_id != course.id:
        raise RegradeUnknown
    return row


def listed(session: Session, course: Course, limit: int = 100) -> list[Regrade]:
    """The regrades of the course, newest first."""
    query = select(Regrade).where(Regrade.course_id == course.id)
    return list(session.scalars(query.order_by(Regrade.id.desc()).limit(limit)))


def pause(session: Session, regrade: Regrade) -> None:
    """Begin nothing more of it; what runs goes on. A second call changes nothing.

    :raises NotNow: it has ended, or nothing of it is left to do.
    """
    _lock(session, regrade)
    _refuse_ended(session, regrade)
    if regrade.paused_at is None:
        regrade.paused_at = now()
    jobs.hold(session, regrade.id)


def resume(session: Session, regrade: Regrade) -> None:
    """Let it go on after a pause; changes nothing where it is not paused.

    :raises NotNow: it was cancelled.
    """
    _lock(session, regrade)
    if regrade.cancelled_at is not None:
        raise NotNow("This regrade was cancelled.", "Make a new one with the same choice.")
    regrade.paused_at = None
    jobs.resume(session, regrade.id)


def cancel(session: Session, regrade: Regrade) -> None:
    """End it. Proposals that are there stay, and can be applied; a second call changes nothing.

    :raises NotNow: nothing of it is left to do.
    """
    _lock(session, regrade)
    if regrade.cancelled_at is not None:
        return
    _refuse_ended(session, regrade)
    regrade.cancelled_at, regrade.paused_at = now(), None
    jobs.cancel_batch(session, regrade.id)


def _lock(session: Session, regrade: Regrade) -> None:
    """Two people who press two buttons come one after the other."""
    session.refresh(regrade, with_for_update=True)


def _refuse_ended(session: Session, regrade: Regrade) -> None:
    if regrade.cancelled_at is not None:
        raise NotNow("This regrade was cancelled.", "Make a new one with the same choice.")
    counts = jobs.batch_counts(session, regrade.id)
    if not any(counts.get(state) for state in ("queued", "held", "running")):
        raise NotNow("Nothing of this regrade is left to do.", "Look at its difference.")
