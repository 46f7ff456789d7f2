"""Holds a choice against the course and its exercises, before anything is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.catalog.models import Exercise
from grader.courses.models import Assignment, Course
from grader.courses.services import assignments_of, members
from grader.regrades.choice import Choice
from grader.regrades.errors import ChoiceInvalid
from grader.regrades.shelf import Shelf
from grader.submissions.models import Submission
from grader.submissions.search import LOADED_AT_ONCE


@dataclass(frozen=True)
class Plan:
    """A choice that can be carried out, with what it names."""

    #: With the whole version in place of its first letters, and with the exercises of named submissions.
    choice: Choice
    course: Course
    #: By id.
    assignments: dict[str, Assignment]
    #: By assignment id: the version that grades.
    exercises: dict[str, Exercise]


def checked(session: Session, course: Course, choice: Choice, shelf: Shelf) -> Plan:
    """The plan of a choice.

    :raises ChoiceInvalid, UsageError: it names something that is not there, or allows too much.
    :raises AuthorError: an exercise is broken.
    """
    assignments = _assignments(session, course, choice)
    if choice.version and len(assignments) != 1:
        raise ChoiceInvalid(
            f"version: a version belongs to one exercise, and {len(assignments)} are chosen.", "Choose one."
        )
    exercises = {
        row.id: shelf.exercise(session, row.exercise_id, choice.version) for row in assignments.values()
    }
    _check_students(session, course, choice)
    _check_checks(choice, list(exercises.values()))
    _check_uses(course, choice, assignments.values())
    names = tuple(row.exercise_id for row in assignments.values())
    version = next(iter(exercises.values())).version if choice.version else None
    full = choice.model_copy(update={"exercises": names, "version": version})
    return Plan(full, course, assignments, exercises)


def _assignments(session: Session, course: Course, choice: Choice) -> dict[str, Assignment]:
    known = {row.exercise_id: row for row in assignments_of(session, course)}
    for name in choice.exercises:
        if name not in known:
            raise _unknown("exercises", f"{course.title} has no exercise", name, known)
    named = _of_submissions(session, course, choice.submissions)
    wanted = choice.exercises or [row.exercise_id for row in known.values() if row.id in named]
    return {known[name].id: known[name] for name in wanted}


def _of_submissions(session: Session, course: Course, ids: Sequence[str]) -> set[str]:
    """Ids of the assignments of the named submissions, all of which must be there."""
    query = select(Submission.id, Submission.assignment_id).join(
        Assignment, Assignment.id == Submission.assignment_id
    )
    query = query.where(Assignment.course_id == course.id)
    found: dict[str, str] = {}
    for start in range(0, len(ids), LOADED_AT_ONCE):
        part = ids[start : start + LOADED_AT_ONCE]
        found.update(
            {row.id: row.assignment_id for row in session.execute(query.where(Submission.id.in_(part)))}
        )
    missing = [name for name in ids if name not in found]
    if missing:
        raise ChoiceInvalid(
            f"submissions: {course.title} has no submission {_some(missing)}.",
            "Check the ids, or leave them out.",
        )
    return set(found.values())


def _check_students(session: Session, course: Course, choice: Choice) -> None:
    if not choice.students:
        return
    logins = [user.login for user, _ in members(session, course)]
    missing = [name for name in choice.students if name not in set(logins)]
    if len(missing) == 1:
        raise _unknown("students", f"{course.title} has nobody called", missing[0], logins)
    if missing:
        raise ChoiceInvalid(
            f"students: {course.title} has nobody called {_some(missing)}.", "Name people by their logins."
        )


def _check_checks(choice: Choice, exercises: Sequence[Exercise]) -> None:
    known = {check.id for exercise in exercises for check in exercise.checks}
    for name in choice.checks:
        if name not in known:
            raise _unknown("checks", "The chosen exercises have no check", name, known)


def _check_uses(course: Course, choice: Choice, assignments: Iterable[Assignment]) -> None:
    """Somebody who has set a number for an exam has set it for its regrade, too."""
    for row in assignments:
        most = row.max_uses if row.max_uses is not None else course.max_uses
        if choice.max_uses is not None and most is not None and choice.max_uses > most:
            whose = row.exercise_id if row.max_uses is not None else course.title
            raise ChoiceInvalid(
                f"max_uses: {choice.max_uses} submissions in one container are more than the {most} that "
                f"{whose} allows.",
                f"Choose {most} or less, or leave it out.",
            )


def _unknown(field: str, what: str, name: str, known: Iterable[str]) -> ChoiceInvalid:
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    step = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(names[:20]) or 'none'}."
    return ChoiceInvalid(f"{field}: {what} {name[:80]!r}.", step)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(name[:80] for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
