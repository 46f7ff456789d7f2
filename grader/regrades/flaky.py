"""Looks for checks that do not judge the same work alike: each submission is graded several times, with
different seeds, and alternately with one thread and with two."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.courses.models import Course
from grader.courses.quarantine import quarantined
from grader.regrades.choice import Choice, read_choice
from grader.regrades.lines import assignments_in
from grader.regrades.models import Regrade
from grader.regrades.outcome import agreement_of
from grader.regrades.services import create
from grader.regrades.shelf import Shelf


@dataclass(frozen=True)
class Suggestion:
    """A check that could be put in quarantine (grader.courses.quarantine) until it is mended."""

    assignment_id: str
    exercise_id: str
    check_id: str
    #: What was seen; fit for the reason of a quarantine.
    sentence: str


def flake(choice: Choice, repeats: int) -> Choice:
    """The same choice, as a look for checks that do not agree.

    :raises ChoiceInvalid: the number is out of range, or the choice cannot be repeated.
    """
    return read_choice({**choice.model_dump(), "kind": "flake", "repeats": repeats})


def start(
    session: Session,
    course: Course,
    choice: Choice,
    repeats: int,
    *,
    user_id: str | None,
    shelf: Shelf,
    reason: str = "looking for checks that do not agree",
) -> Regrade:
    """Begin to look, in the caller's writing transaction. Nothing can come of it but an agreement.

    :raises ChoiceInvalid, NothingMatches, UsageError, AuthorError: as `grader.regrades.services.create`.
    """
    return create(session, course, flake(choice, repeats), user_id=user_id, reason=reason, shelf=shelf)


def suggestions(session: Session, regrade: Regrade) -> list[Suggestion]:
    """Checks that did not agree and count still; the worst of each exercise first."""
    found = []
    for assignment_id, exercise_id in assignments_in(session, regrade).items():
        known = quarantined(session, assignment_id)
        for check in agreement_of(session, regrade, exercise_id).checks:
            if check.check not in known:
                found.append(Suggestion(assignment_id, exercise_id, check.check, check.sentence))
    return found
