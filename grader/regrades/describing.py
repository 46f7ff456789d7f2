"""A regrade in plain data, for programs and for the terminal: what it is, how far, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.courses.models import Course
from grader.judge.report import Model
from grader.regrades.deciding import Made, decisions
from grader.regrades.lines import assignments_in
from grader.regrades.models import Regrade, RegradeKind
from grader.regrades.progress import Progress, progress
from grader.submissions.models import DecisionKind


class Decided(Model):
    """One decision about a regrade."""

    id: str
    kind: DecisionKind
    #: The decision that this one takes back.
    undoes: str | None
    at: datetime
    #: Login; None for the server's own terminal.
    by: str | None
    #: What students read.
    reason: str
    #: Of how many submissions another report counts since.
    changed: int
    #: It was taken back by a later one.
    taken_back: bool


class Described(Model):
    """A regrade. `choice` is empty where it came out of a file: `source` then says which."""

    id: str
    course: str
    kind: RegradeKind
    reason: str
    #: Login; None for the server's own terminal.
    by: str | None
    created_at: datetime
    exercises: tuple[str, ...]
    choice: dict[str, Any]
    source: dict[str, Any]
    progress: Progress
    #: Oldest first.
    decisions: tuple[Decided, ...]


def described(session: Session, regrade: Regrade) -> Described:
    """The regrade as it is at this moment."""
    imported = regrade.kind == "import"
    return Described(
        id=regrade.id,
        course=session.get_one(Course, regrade.course_id).slug,
        kind=regrade.kind,
        reason=regrade.reason,
        by=_login(session.get(User, regrade.user_id) if regrade.user_id else None),
        created_at=regrade.created_at,
        exercises=tuple(assignments_in(session, regrade).values()),
        choice={} if imported else regrade.choice,
        source=regrade.choice.get("from", {}) if imported else {},
        progress=progress(session, regrade),
        decisions=tuple(decided(decisions(session, regrade))),
    )


def decided(made: list[Made]) -> Iterator[Decided]:
    """The decisions in plain data."""
    for one in made:
        row = one.decision
        yield Decided(
            id=row.id,
            kind=row.kind,
            undoes=row.undoes_id,
            at=row.created_at,
            by=_login(one.user),
            reason=row.reason,
            changed=one.changed,
            taken_back=one.taken_back,
        )


def _login(user: User | None) -> str | None:
    return user.login if user else None
