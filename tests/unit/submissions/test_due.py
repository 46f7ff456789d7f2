"""What is due soon, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from grader.courses.services import add_assignment, create_course
from grader.store.sessions import session_scope
from grader.submissions.due import due_soon

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_open_exercises_come_in_the_order_of_their_due_dates(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        course = create_course(session, "ml", "ML")
        for name, due_h, opens_h in (
            ("tomorrow", 24, None),
            ("in-an-hour", 1, -100),
            ("last-moment", 48, 0),
            ("too-far", 48.01, None),
            ("over", 0, None),
            ("not-open-yet", 30, 1),
        ):
            opens_at = None if opens_h is None else NOON + opens_h * HOUR
            add_assignment(session, course, name, due_at=NOON + due_h * HOUR, opens_at=opens_at)
        add_assignment(session, course, "without-a-date")
    with session_scope(database) as session:
        assert due_soon(session, NOON) == ["in-an-hour", "tomorrow", "last-moment"]
        assert due_soon(session, NOON, 2 * HOUR) == ["in-an-hour"]
        assert due_soon(session, NOON + HOUR * 48) == ["too-far"]


def test_an_exercise_of_two_courses_comes_once_at_its_first_date(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        for slug, hours in (("ml", 40), ("dl", 2)):
            course = create_course(session, slug, slug)
            add_assignment(session, course, "shared", due_at=NOON + hours * HOUR)
            add_assignment(session, course, f"of-{slug}", due_at=NOON + 10 * HOUR)
    with session_scope(database) as session:
        assert due_soon(session, NOON) == ["shared", "of-dl", "of-ml"]


def test_nothing_is_due_in_an_empty_database(database: Engine) -> None:
    with session_scope(database) as session:
        assert due_soon(session, NOON) == []
