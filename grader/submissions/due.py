"""Exercises that will be handed in soon, so that a worker can keep sandboxes ready for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from grader.courses.models import Assignment

#: Most people hand in during the last two days.
WITHIN = timedelta(hours=48)


def due_soon(session: Session, now: datetime, within: timedelta = WITHIN) -> list[str]:
    """Ids of exercises that are open and due after `now` and no later than `within` after it, soonest first.

    An exercise of several courses is listed once, at its first due date.
    """
    first = func.min(Assignment.due_at)
    query = (
        select(Assignment.exercise_id)
        .where(Assignment.due_at > now, Assignment.due_at <= now + within)
        .where(or_(Assignment.opens_at.is_(None), Assignment.opens_at <= now))
        .group_by(Assignment.exercise_id)
        .order_by(first, Assignment.exercise_id)
    )
    return list(session.scalars(query))
