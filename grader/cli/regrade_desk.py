"""What the commands of `grader regrade` stand at: the server's database, and the regrade that is meant."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from grader.cli.find import catalog
from grader.courses.errors import CourseUnknown
from grader.courses.models import Course
from grader.courses.services import course_by_slug
from grader.errors import UsageError
from grader.regrades.models import Regrade
from grader.regrades.shelf import Shelf, shelf_of
from grader.settings import settings
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine, session_scope

#: As many of an id's last letters as somebody has to write.
LEAST = 4


@dataclass(frozen=True)
class Desk:
    """The server's database and catalogue."""

    engine: Engine
    shelf: Shelf

    def reading(self) -> AbstractContextManager[Session]:
        """A transaction that only reads."""
        return session_scope(self.engine)

    def writing(self) -> AbstractContextManager[Session]:
        """A transaction that commits at its end. Never ask anybody anything inside it."""
        return session_scope(self.engine, write=True)


def open_desk() -> Desk:
    """The database of the settings, brought to the current schema first."""
    now = settings()
    engine = create_engine(now.url)
    upgrade(engine)
    return Desk(engine, shelf_of(now, catalog()))


def find(session: Session, name: str) -> Regrade:
    """The regrade that a person means: an id, its last letters, or `last`.

    :raises UsageError: there is none, or there are several.
    """
    query = select(Regrade).order_by(Regrade.id.desc())
    if name == "last":
        newest = session.scalar(query.limit(1))
        if newest is None:
            raise UsageError("There is no regrade yet.", "Begin one: grader regrade COURSE EXERCISE")
        return newest
    letters = name.upper()
    ends = query.where(Regrade.id.endswith(letters, autoescape=True)).limit(2)
    found = list(session.scalars(ends)) if len(letters) >= LEAST else []
    if len(found) != 1:
        raise UsageError(
            f"There is no regrade {name[:40]!r}." if not found else f"Several regrades end in {name[:40]!r}.",
            f"`grader regrade list` shows them; write at least {LEAST} of the last letters.",
        )
    return found[0]


def find_course(session: Session, slug: str, commands: list[str]) -> Course:
    """The course; a misspelt word is looked for among the commands as well.

    :raises UsageError: there is none.
    """
    try:
        return course_by_slug(session, slug)
    except CourseUnknown as error:
        slugs = list(session.scalars(select(Course.slug).order_by(Course.slug)))
        near = get_close_matches(slug, [*slugs, *commands], n=2, cutoff=0.6)
        step = (
            f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(slugs) or 'none yet'}."
        )
        raise UsageError(error.message, step) from error
