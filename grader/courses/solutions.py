"""When students may review the solutions of an assignment: the reference and its alternatives."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grader.courses.errors import CourseInvalid
from grader.courses.models import Assignment, Solutions
from grader.store.base import now


def solutions_from(assignment: Assignment) -> datetime | None:
    """From when on students may see them; None means never (also where nothing is ever due).

    A due date that was moved behind the date of the solutions takes it along.
    """
    if assignment.solutions == "never":
        return None
    if assignment.solutions == "date" and assignment.solutions_at is not None:
        return max(assignment.solutions_at, assignment.due_at or assignment.solutions_at)
    return assignment.due_at


def are_shown(assignment: Assignment, at: datetime | None = None) -> bool:
    """Whether students may see the solutions at that moment, or now."""
    start = solutions_from(assignment)
    return start is not None and start < (at or now())


def set_solutions(
    session: Session, assignment: Assignment, solutions: Solutions, at: datetime | None = None
) -> None:
    """Show the solutions from the due date on, from a date on, or never.

    :raises CourseInvalid: the date comes before the due date, when students still work on their own.
    """
    if at is not None and assignment.due_at is not None and at < assignment.due_at:
        raise CourseInvalid(
            "The solutions would be shown before the due date.", "Choose a date that is not before it."
        )
    assignment.solutions, assignment.solutions_at = solutions, at
    session.add(assignment)
