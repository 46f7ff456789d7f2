"""The demo: one course with the whole catalogue, one instructor, two students."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.accounts.services import create_user, user_by_login
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.courses.errors import CourseUnknown
from grader.courses.models import Course, Role
from grader.courses.services import add_assignment, assignments_of, course_by_slug, create_course, enrol
from grader.settings import Settings
from grader.store.base import now
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine, session_scope

SLUG = "demo"
TITLE = "Introduction to machine learning"
TIMEZONE = "Europe/Zurich"
#: (what to call them, login, name, role). The password is the login and `-demo`.
PEOPLE: tuple[tuple[str, str, str, Role], ...] = (
    ("instructor", "teacher", "Tomoko Teacher", "instructor"),
    ("student", "ada", "Ada Ahn", "student"),
    ("student", "ben", "Ben Baker", "student"),
)


def seed_demo(settings: Settings) -> list[tuple[str, str, str]]:
    """Fill the database with the demo, as far as it is not there yet: a second call changes nothing.

    :returns: (who, login, password) of everyone who can sign in. The passwords are public knowledge: never
        call this for a server that others can reach.
    """
    engine = create_engine(settings.url)
    try:
        upgrade(engine)
        exercises = Catalog(settings.exercises, settings.reference).all()
        with session_scope(engine, write=True) as session:
            course = _course(session)
            for _, login, name, role in PEOPLE:
                enrol(session, course, _user(session, login, name), role)
            _assign(session, course, exercises)
    finally:
        engine.dispose()
    return [(who, login, _password(login)) for who, login, _, _ in PEOPLE]


def _course(session: Session) -> Course:
    try:
        return course_by_slug(session, SLUG)
    except CourseUnknown:
        return create_course(session, SLUG, TITLE, TIMEZONE)


def _user(session: Session, login: str, name: str) -> User:
    return user_by_login(session, login) or create_user(session, login, name, _password(login))


def _password(login: str) -> str:
    return f"{login}-demo"


def _assign(session: Session, course: Course, exercises: list[Exercise]) -> None:
    """Assign what is not assigned yet: the first was due two days ago, so that its solutions can be reviewed;
    then one is due every other day."""
    known = {row.exercise_id for row in assignments_of(session, course)}
    for number, exercise in enumerate(exercises):
        if exercise.id not in known and exercise.status == "active":
            add_assignment(session, course, exercise.id, due_at=_due(2 * number + 1 if number else -2))


def _due(days: int) -> datetime:
    zone = ZoneInfo(TIMEZONE)
    day = now().astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59), zone)
