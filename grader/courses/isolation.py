"""How many submissions one sandbox container may see, one after the other.

1 means a container of its own for every submission. More means that a container is used again, each time by
a fork behind all inner walls: quicker for batch work, but a hole in those walls would reach the next
submission.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from grader.courses.errors import IsolationInvalid
from grader.courses.models import Assignment, Course
from grader.jobs.models import Klass

LEAST, MOST = 1, 1000
#: What students wait for gets a container of its own, unless somebody says otherwise.
INTERACTIVE = 1


def max_uses_for(course: Course, assignment: Assignment | None, klass: Klass, batch_default: int) -> int:
    """The value in force: the assignment's, else the course's, else the default of this class of work.

    :param assignment: None asks for the course, where its assignments say nothing of their own.
    :param batch_default: `settings.batch_max_uses`.
    """
    if assignment is not None and assignment.max_uses is not None:
        return assignment.max_uses
    if course.max_uses is not None:
        return course.max_uses
    return INTERACTIVE if klass == "interactive" else batch_default


def set_max_uses(session: Session, owner: Course | Assignment, max_uses: int | None) -> None:
    """Change the value of a course or of an assignment; None gives it back to what is above it.

    :raises IsolationInvalid: the number is out of range.
    """
    if max_uses is not None and not LEAST <= max_uses <= MOST:
        raise IsolationInvalid(str(max_uses))
    owner.max_uses = max_uses
    session.add(owner)


def read_max_uses(text: str) -> int | None:
    """What a person wrote: a whole number, or `default` (or nothing) for None.

    :raises IsolationInvalid: it is neither, or out of range.
    """
    word = text.strip().lower()
    if word in ("", "default"):
        return None
    # Other scripts have digits too, and int() would take them.
    if not (word.isascii() and word.isdigit() and LEAST <= int(word[:9]) <= MOST):
        raise IsolationInvalid(text)
    return int(word)
