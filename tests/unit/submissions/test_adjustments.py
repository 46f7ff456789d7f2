"""Points by hand: the newest holds, all of them stay, and nobody overwrites what they have not read."""

from __future__ import annotations

import math
from threading import Thread
from typing import Protocol

import pytest
from sqlalchemy import Engine

from grader.accounts.models import User
from grader.errors import UsageError
from grader.store.sessions import session_scope
from grader.submissions.adjustments import adjust, history_of, newest
from grader.submissions.errors import AdjustedMeanwhile
from grader.submissions.models import Adjustment, Submission


class School(Protocol):
    """See conftest.py."""

    engine: Engine
    ada: User
    ben: User
    teacher: User

    def submit(self, user: User | None = None) -> Submission: ...


def give(school: School, row: Submission, points: float, comment: str, seen: int | None = None) -> Adjustment:
    with session_scope(school.engine, write=True) as session:
        return adjust(session, row, school.teacher, points, comment, seen=seen)


def test_the_newest_holds_and_all_stay(school: School) -> None:
    first, second, untouched = school.submit(), school.submit(school.ben), school.submit()
    give(school, first, 1.5, "The idea was right.")
    give(school, second, -2, "Handed in by two.")
    give(school, first, 0, "That was the other submission.")
    with session_scope(school.engine) as session:
        found = newest(session, [first.id, second.id, untouched.id])
        history = history_of(session, first.id)
    assert {key: row.points for key, row in found.items()} == {first.id: 0, second.id: -2}
    assert [(row.points, row.comment, user.login) for row, user in history] == [
        (0, "That was the other submission.", "teacher"),
        (1.5, "The idea was right.", "teacher"),
    ]


def test_nothing_asked_for_is_nothing_found(school: School) -> None:
    with session_scope(school.engine) as session:
        assert newest(session, []) == {}


@pytest.mark.parametrize("points", [math.nan, math.inf, -math.inf, 1000.5, -1001])
def test_what_is_no_number_of_points_is_refused(school: School, points: float) -> None:
    row = school.submit()
    with pytest.raises(UsageError, match="from -1000 to 1000"):
        give(school, row, points, "why not")


@pytest.mark.parametrize("comment", ["", "  ", "x" * 2001])
def test_a_comment_is_needed(school: School, comment: str) -> None:
    row = school.submit()
    with pytest.raises(UsageError, match="1 to 2000"):
        give(school, row, 1, comment)
    with session_scope(school.engine) as session:
        assert history_of(session, row.id) == []


def test_a_comment_moves_no_cursor(school: School) -> None:
    assert give(school, school.submit(), 1, "a\x1b[2Jb\r\nc").comment == "a\N{REPLACEMENT CHARACTER}[2Jb\nc"


def test_whoever_has_not_read_the_newest_is_told(school: School) -> None:
    row = school.submit()
    first = give(school, row, 1, "first", seen=0)
    with pytest.raises(AdjustedMeanwhile):
        give(school, row, 2, "second", seen=0)
    give(school, row, 2, "second", seen=first.id)
    give(school, row, 3, "does not ask")


def test_of_two_people_at_once_one_is_told(school: School) -> None:
    row, said = school.submit(), []

    def act() -> None:
        try:
            give(school, row, 2, "at once", seen=0)
            said.append("done")
        except AdjustedMeanwhile:
            said.append("told")

    other = Thread(target=act)
    with session_scope(school.engine, write=True) as session:
        adjust(session, row, school.teacher, 1, "first", seen=0)
        other.start()
        # Long enough to get past, if nothing held it up.
        other.join(1.0)
        assert said == []
    other.join()
    assert said == ["told"]
    with session_scope(school.engine) as session:
        assert [one.comment for one, _ in history_of(session, row.id)] == ["first"]
