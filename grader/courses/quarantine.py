"""Checks that count for nobody until they are mended.

A check that judges the same work once so and once otherwise is worse than none. In quarantine it is graded as
`not_run`, with 0 of 0 points. Reports that are there already stay as they are until a regrade is applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from difflib import get_close_matches

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.catalog.models import Exercise
from grader.courses.errors import CheckUnknown, NotInQuarantine, QuarantinedAlready
from grader.courses.models import Assignment, Course, Quarantine
from grader.courses.words import read_words
from grader.store.base import now


def quarantined(session: Session, assignment_id: str) -> frozenset[str]:
    """Ids of the checks that count for nobody at this moment."""
    query = select(Quarantine.check_id).where(
        Quarantine.assignment_id == assignment_id, Quarantine.lifted_at.is_(None)
    )
    return frozenset(session.scalars(query))


def quarantined_in(session: Session, course: Course) -> dict[str, frozenset[str]]:
    """The same for every assignment of the course that has such checks, by assignment id."""
    query = (
        select(Quarantine.assignment_id, Quarantine.check_id)
        .join(Assignment, Assignment.id == Quarantine.assignment_id)
        .where(Assignment.course_id == course.id, Quarantine.lifted_at.is_(None))
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for assignment_id, check_id in session.execute(query):
        found[assignment_id].add(check_id)
    return {assignment_id: frozenset(ids) for assignment_id, ids in found.items()}


def full_score(exercise: Exercise, mending: Set[str]) -> float:
    """The points of the checks that count, as grader.reporting.rescored has them."""
    left_out = sum(check.points for check in exercise.checks if check.id in mending)
    return round(exercise.max_score - left_out, 6)


def put(
    session: Session,
    assignment: Assignment,
    exercise: Exercise,
    check_id: str,
    reason: str,
    user: User | None,
) -> Quarantine:
    """From now on the check counts for nobody.

    :param user: None for the server's own terminal.
    :raises CheckUnknown: the exercise has no such check.
    :raises QuarantinedAlready: somebody was quicker.
    :raises UsageError: the reason is empty or too long.
    """
    row = Quarantine(
        assignment_id=assignment.id,
        check_id=_known(exercise, check_id),
        exercise_version=exercise.version,
        reason=read_words(reason, "reason"),
        user_id=user.id if user else None,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise QuarantinedAlready(check_id) from error
    return row


def lift(session: Session, assignment: Assignment, check_id: str) -> None:
    """From now on the check counts again.

    It may be gone from the exercise by now.

    :raises NotInQuarantine: it counts already.
    """
    statement = (
        update(Quarantine)
        .where(
            Quarantine.assignment_id == assignment.id,
            Quarantine.check_id == check_id,
            Quarantine.lifted_at.is_(None),
        )
        .values(lifted_at=now())
    )
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    if result.rowcount == 0:
        raise NotInQuarantine(check_id)


def listed(session: Session, assignment: Assignment) -> list[Quarantine]:
    """Every time a check was put there, newest first; `lifted_at` says which are over."""
    query = select(Quarantine).where(Quarantine.assignment_id == assignment.id)
    return list(session.scalars(query.order_by(Quarantine.id.desc())))


def _known(exercise: Exercise, check_id: str) -> str:
    ids = [check.id for check in exercise.checks]
    if check_id not in ids:
        raise CheckUnknown(exercise.id, check_id, get_close_matches(check_id[:100], ids, 3))
    return check_id
