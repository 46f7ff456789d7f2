"""When students may review the solutions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from grader.courses.errors import CourseInvalid
from grader.courses.services import add_assignment, change_dates, create_course
from grader.courses.solutions import are_shown, set_solutions, solutions_from
from grader.store.sessions import session_scope

DUE = datetime(2027, 2, 1, 12, tzinfo=UTC)
LATER = DUE + timedelta(days=7)
DAY = timedelta(days=1)
MOMENT = timedelta(seconds=1)


def test_they_follow_the_due_date_a_date_or_nothing(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        row = add_assignment(session, create_course(session, "ml", "ML"), "one", due_at=DUE)
        session.flush()
        assert (are_shown(row, DUE), are_shown(row, DUE + MOMENT)) == (False, True)
        set_solutions(session, row, "date", LATER)
        assert (are_shown(row, LATER), are_shown(row, LATER + MOMENT)) == (False, True)
        # Moved behind it, the due date takes the date of the solutions along.
        change_dates(session, row, due_at=LATER + DAY, opens_at=None)
        assert solutions_from(row) == LATER + DAY
        change_dates(session, row, due_at=DUE, opens_at=None)
        set_solutions(session, row, "never")
        assert solutions_from(row) is None
        assert not are_shown(row, LATER + MOMENT)
        set_solutions(session, row, "due")
        assert solutions_from(row) == DUE


def test_without_a_due_date_they_are_not_shown_by_themselves(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        row = add_assignment(session, create_course(session, "ml", "ML"), "one")
        session.flush()
        assert not are_shown(row, LATER)
        set_solutions(session, row, "date", LATER)
        assert are_shown(row, LATER + MOMENT)


def test_not_before_the_due_date(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        row = add_assignment(session, create_course(session, "ml", "ML"), "one", due_at=DUE)
        with pytest.raises(CourseInvalid, match="before the due date"):
            set_solutions(session, row, "date", DUE - MOMENT)
