"""How far one submission is kept from the next one: what grading asks of the sandboxes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.courses.isolation import max_uses_for
from grader.courses.models import Assignment, Course
from grader.jobs.models import Klass
from grader.submissions.options import AS_USUAL, GradingOptions


@dataclass(frozen=True)
class Isolation:
    """How many submissions one container may see, and whether this one is what a student waits for."""

    max_uses: int
    klass: Klass
    #: Image of the sandbox; None means the one in the settings.
    image: str | None = None


def isolation_of(
    session: Session,
    assignment: Assignment,
    klass: Klass,
    batch_default: int,
    options: GradingOptions = AS_USUAL,
) -> Isolation:
    """What is in force for a submission to this assignment.

    A regrade may ask for a number of its own, but what assignment or course say is the most there can be.

    :param batch_default: `settings.batch_max_uses`.
    """
    course = session.get_one(Course, assignment.course_id)
    most = max_uses_for(course, assignment, klass, options.max_uses or batch_default)
    return Isolation(min(most, options.max_uses or most), klass, options.image)
