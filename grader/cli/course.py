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
from grader.cli.quarantine import quarantine
from grader.errors import UsageError
from grader.settings import settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from grader.courses.models import Assignment, Course

MAX_USES = "Submissions one container may see, 1 to 1000; for an exam it is 1."


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


course.add_command(quarantine)


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
@click.option("--max-uses", help=f"{MAX_USES} `default`: as the course says.")
@click.option(
    "--solutions", help="When students may review them: `due` (after the due date), a local time, or `never`."
)
def assign(
    slug: str,
    exercise_id: str,
    due: str | None,
    opens: str | None,
    max_uses: str | None,
    solutions: str | None,
) -> None:
    """Give an exercise to a course, or change its dates, its isolation and when its solutions are shown.

    What is left out stays as it is.

    \b
    Examples:
      grader course assign ml101 t-softmax-ce --due 2027-02-01T23:59
      grader course assign ml101 t-pairwise --opens 2027-02-01T08:00 --max-uses 1 --solutions never
    """
    from grader.courses.isolation import read_max_uses, set_max_uses
    from grader.courses.services import add_assignment, assignments_of, change_dates, course_by_slug
    from grader.courses.solutions import solutions_from

    found = catalog().get(exercise_id)
    uses = None if max_uses is None else read_max_uses(max_uses)
    with database() as session:
        owner = course_by_slug(session, slug)
        zone = ZoneInfo(owner.timezone)
        due_at, opens_at = _moment(due, zone), _moment(opens, zone)
        there = [row for row in assignments_of(session, owner) if row.exercise_id == found.id]
        for row in there:
            # A date that is not named stays: whoever moves the opening does not mean to lose the deadline.
            due_at, opens_at = due_at or row.due_at, opens_at or row.opens_at
            change_dates(session, row, due_at=due_at, opens_at=opens_at)
        there = there or [add_assignment(session, owner, found.id, due_at=due_at, opens_at=opens_at)]
        if max_uses is not None:
            set_max_uses(session, there[0], uses)
        _show_solutions(session, there[0], solutions, zone)
        shown = solutions_from(there[0])
    said = _said(opens_at, "opens", zone) + _said(due_at, "due", zone)
    if shown != due_at:
        said += _said(shown, "solutions from", zone) or ", solutions never shown"
    out.print(f"{found.title} is in {slug}{said}.", markup=False, soft_wrap=True)


def _show_solutions(session: Session, assignment: Assignment, text: str | None, zone: ZoneInfo) -> None:
    """`due`, `never` or a time; nothing changes where nothing was said."""
    from grader.courses.solutions import set_solutions

    match text:
        case None:
            return
        case "due" | "never":
            set_solutions(session, assignment, text)
        case _:
            set_solutions(session, assignment, "date", _moment(text, zone))


@course.command()
@click.argument("slug")
@click.option("--max-uses", help=f"{MAX_USES} `default`: as the server says.")
def isolation(slug: str, max_uses: str | None) -> None:
    """Say how many submissions one sandbox container may see; without an option, show what is in force.

    With 1 every submission gets a container of its own: right for exams. With more a container is used again,
    each time by a fork behind all inner walls: quicker for batch work such as regrades.

    \b
    Examples:
      grader course isolation ml101
      grader course isolation ml101 --max-uses 1
      grader course isolation ml101 --max-uses default
    """
    from grader.courses.isolation import read_max_uses, set_max_uses
    from grader.courses.services import assignments_of, course_by_slug

    uses = None if max_uses is None else read_max_uses(max_uses)
    with database() as session:
        owner = course_by_slug(session, slug)
        if max_uses is not None:
            set_max_uses(session, owner, uses)
        lines = [_in_force(owner, row) for row in (None, *assignments_of(session, owner))]
    out.print(f"Submissions that one container may see\n{'':<26}  a student waits  batch work")
    for name, interactive, batch, own in lines:
        out.print(f"  {name:<24}  {interactive:>15}  {batch:>10}{own}", markup=False, soft_wrap=True)


def _in_force(owner: Course, row: Assignment | None) -> tuple[str, int, int, str]:
    """Name, both values in force, and a word where the value is the row's own."""
    from grader.courses.isolation import max_uses_for

    default = settings().batch_max_uses
    interactive, batch = (max_uses_for(owner, row, klass, default) for klass in ("interactive", "batch"))
    own = row.max_uses if row else owner.max_uses
    name = row.exercise_id if row else owner.slug
    return name, interactive, batch, "" if own is None else "  (its own)"


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
