"""How far one submission is kept from the next one: what grading asks of the sandboxes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.courses.isolation import max_uses_for
from grader.courses.models import Assignment, Course
from grader.jobs.models import Klass


@dataclass(frozen=True)
class Isolation:
    """How many submissions one container may see, and whether this one is what a student waits for."""

    max_uses: int
    klass: Klass


def isolation_of(session: Session, assignment: Assignment, klass: Klass, batch_default: int) -> Isolation:
    """What is in force for a submission to this assignment; `batch_default` is `settings.batch_max_uses`."""
    course = session.get_one(Course, assignment.course_id)
    return Isolation(max_uses_for(course, assignment, klass, batch_default), klass)
