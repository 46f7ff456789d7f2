"""`grader course`: what an administrator sets up once, from the terminal of the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from grader.cli.console import out
from grader.cli.find import catalog
from grader.errors import UsageError
from grader.settings import settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@contextmanager
def database() -> Iterator[Session]:
    """A writing session on the server's database, brought to the current schema first."""
    from grader.store.migrate import upgrade
    from grader.store.sessions import create_engine, session_scope

    engine = create_engine(settings().url)
    upgrade(engine)
    with session_scope(engine, write=True) as session:
        yield session


@click.group()
def course() -> None:
    """Courses, people and assignments of a server.

    \b
    Examples:
      grader course new ml101 --title "Machine learning" --timezone Europe/Zurich
      grader course person ada --name "Ada Lovelace" --in ml101
      grader course assign ml101 t-softmax-ce --due 2027-02-01T23:59
    """


@course.command()
@click.argument("slug")
@click.option("--title", required=True)
@click.option("--timezone", default="UTC", show_default=True, help="Deadlines are shown in this zone.")
def new(slug: str, title: str, timezone: str) -> None:
    """Create a course.

    \b
    Examples:
      grader course new ml101 --title "Machine learning"
      grader course new ml101 --title "Machine learning" --timezone Europe/Zurich
    """
    from grader.courses.services import create_course

    with database() as session:
        create_course(session, slug, title, timezone)
    next_step = f"grader course person LOGIN --name NAME --in {slug} --instructor"
    out.print(f"Course {slug} created. Next: {next_step}", soft_wrap=True)


@course.command()
@click.argument("login")
@click.option("--name", default="", help="Full name, for a person who is not known yet.")
@click.option("--in", "slug", required=True, help="The course.")
@click.option("--instructor", is_flag=True, help="Instructor instead of student.")
@click.option("--password", help="Left out, it is asked for.")
def person(login: str, name: str, slug: str, instructor: bool, password: str | None) -> None:
    """Create a person, if not there yet, and enrol them in a course.

    \b
    Examples:
      grader course person kim --name "Kim Instructor" --in ml101 --instructor
      grader course person ada --name "Ada Lovelace" --in ml101
    """
    from grader.accounts.services import create_user, user_by_login
    from grader.courses.services import course_by_slug, enrol

    with database() as session:
        known = user_by_login(session, login) is not None
    if not known and password is None:
        # Asked for outside the transaction, which would otherwise hold the database while a person types.
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    with database() as session:
        user = user_by_login(session, login) or create_user(session, login, name or login, password or "")
        enrol(session, course_by_slug(session, slug), user, "instructor" if instructor else "student")
    out.print(f"{login} is {'an instructor' if instructor else 'a student'} of {slug}.")


@course.command()
@click.argument("login")
@click.option("--password", help="Left out, it is asked for.")
def password(login: str, password: str | None) -> None:
    """Give a person a new password and sign them out everywhere.

    \b
    Examples:
      grader course password ada
      grader course password ada --password "$NEW"
    """
    from grader.accounts.services import set_password, user_by_login
    from grader.accounts.sessions import end_all

    if password is None:
        password = click.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    with database() as session:
        user = user_by_login(session, login)
        if user is None:
            raise UsageError(f"Nobody has the login {login}.", "`grader course person` makes one.")
        set_password(session, user, password)
        end_all(session, user)
    out.print(f"{login} has a new password and is signed out everywhere.")


@course.command()
@click.argument("slug")
@click.argument("exercise_id")
@click.option("--due", help="Local time of the course: 2027-02-01T23:59.")
@click.option("--opens", help="Local time of the course; without one it is open at once.")
def assign(slug: str, exercise_id: str, due: str | None, opens: str | None) -> None:
    """Give an exercise to a course, or change its dates.

    A date that is left out stays as it is.

    \b
    Examples:
      grader course assign ml101 t-softmax-ce --due 2027-02-01T23:59
      grader course assign ml101 t-pairwise --opens 2027-02-01T08:00 --due 2027-02-15T23:59
    """
    from grader.courses.services import add_assignment, assignments_of, change_dates, course_by_slug

    found = catalog().get(exercise_id)
    with database() as session:
        owner = course_by_slug(session, slug)
        zone = ZoneInfo(owner.timezone)
        due_at, opens_at = _moment(due, zone), _moment(opens, zone)
        there = [row for row in assignments_of(session, owner) if row.exercise_id == found.id]
        for row in there:
            # A date that is not named stays: whoever moves the opening does not mean to lose the deadline.
            due_at, opens_at = due_at or row.due_at, opens_at or row.opens_at
            change_dates(session, row, due_at=due_at, opens_at=opens_at)
        if not there:
            add_assignment(session, owner, found.id, due_at=due_at, opens_at=opens_at)
    said = _said(opens_at, "opens", zone) + _said(due_at, "due", zone)
    out.print(f"{found.title} is in {slug}{said}.", markup=False, soft_wrap=True)


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    """Local time of the course; a text that names its own zone keeps it."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a time.", "Write it like 2027-02-01T23:59.") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _said(moment: datetime | None, word: str, zone: ZoneInfo) -> str:
    if moment is None:
        return ""
    return f", {word} {moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
