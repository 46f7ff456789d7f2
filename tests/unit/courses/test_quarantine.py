"""Quarantine: once at a time for each check, for one assignment alone, and its history stays."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine

from grader.catalog.models import Check, Exercise, Limits
from grader.courses.errors import CheckUnknown, NotInQuarantine, QuarantinedAlready
from grader.courses.models import Assignment
from grader.courses.quarantine import full_score, lift, listed, put, quarantined, quarantined_in
from grader.courses.services import add_assignment, course_by_slug, create_course
from grader.errors import UsageError
from grader.store.sessions import session_scope

CHECKS = tuple(Check(name, name, "public", 1.0) for name in ("sums_to_one", "stays_finite"))
EXERCISE = Exercise(
    "a", "u", "A", "active", "a.py", (), Limits(), "none", (), (), Path(), None, CHECKS, version="v1"
)


@pytest.fixture
def assignments(database: Engine) -> tuple[Assignment, Assignment]:
    with session_scope(database, write=True) as session:
        course = create_course(session, "ml", "ML")
        return add_assignment(session, course, "a"), add_assignment(session, course, "b")


def put_one(database: Engine, assignment: Assignment, check_id: str = "sums_to_one") -> None:
    with session_scope(database, write=True) as session:
        put(session, assignment, EXERCISE, check_id, " It depends\r\non the clock. ", None)


def of(database: Engine, assignment: Assignment) -> frozenset[str]:
    with session_scope(database) as session:
        return quarantined(session, assignment.id)


def test_a_check_is_in_quarantine_until_it_is_lifted(
    database: Engine, assignments: tuple[Assignment, Assignment]
) -> None:
    first, second = assignments
    put_one(database, first)
    assert of(database, first) == {"sums_to_one"}
    assert of(database, second) == frozenset(), "another assignment of the same exercise judges for itself"
    with session_scope(database, write=True) as session:
        lift(session, first, "sums_to_one")
    assert of(database, first) == frozenset()
    put_one(database, first)
    with session_scope(database) as session:
        rows = listed(session, first)
    assert [row.lifted_at is None for row in rows] == [True, False]
    assert {(row.exercise_version, row.reason) for row in rows} == {("v1", "It depends\non the clock.")}


def test_those_of_a_whole_course_are_found_at_once(
    database: Engine, assignments: tuple[Assignment, Assignment]
) -> None:
    for check in CHECKS:
        put_one(database, assignments[1], check.id)
    put_one(database, assignments[0])
    with session_scope(database, write=True) as session:
        lift(session, assignments[0], "sums_to_one")
        other = create_course(session, "other", "Other")
        put(session, add_assignment(session, other, "a"), EXERCISE, "sums_to_one", "x", None)
    with session_scope(database) as session:
        found = quarantined_in(session, course_by_slug(session, "ml"))
    assert found == {assignments[1].id: {"sums_to_one", "stays_finite"}}


def test_what_counts_for_nobody_leaves_the_full_score() -> None:
    assert [full_score(EXERCISE, ids) for ids in (set(), {"sums_to_one"}, {"gone"})] == [2.0, 1.0, 2.0]


def test_twice_is_refused_and_changes_nothing(
    database: Engine, assignments: tuple[Assignment, Assignment]
) -> None:
    put_one(database, assignments[0])
    with session_scope(database, write=True) as session:
        with pytest.raises(QuarantinedAlready) as caught:
            put(session, assignments[0], EXERCISE, "sums_to_one", "again", None)
        # The transaction of the caller goes on.
        put(session, assignments[0], EXERCISE, "stays_finite", "this one too", None)
    assert "lift it first" in caught.value.next_step
    assert of(database, assignments[0]) == {"sums_to_one", "stays_finite"}


def test_what_is_not_there_cannot_be_lifted(
    database: Engine, assignments: tuple[Assignment, Assignment]
) -> None:
    put_one(database, assignments[0])
    with session_scope(database, write=True) as session:
        for assignment, check_id in ((assignments[0], "stays_finite"), (assignments[1], "sums_to_one")):
            with pytest.raises(NotInQuarantine):
                lift(session, assignment, check_id)
    assert of(database, assignments[0]) == {"sums_to_one"}


def test_an_unknown_check_names_the_near_ones(
    database: Engine, assignments: tuple[Assignment, Assignment]
) -> None:
    with pytest.raises(CheckUnknown) as caught:
        put_one(database, assignments[0], "sum_to_one")
    assert caught.value.next_step == "Did you mean sums_to_one?"
    assert of(database, assignments[0]) == frozenset()


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 2001])
def test_a_reason_is_needed(
    database: Engine, assignments: tuple[Assignment, Assignment], reason: str
) -> None:
    with session_scope(database, write=True) as session, pytest.raises(UsageError, match="1 to 2000"):
        put(session, assignments[0], EXERCISE, "sums_to_one", reason, None)
    assert of(database, assignments[0]) == frozenset()


@pytest.mark.parametrize("what", ["put", "lift"])
def test_of_two_people_at_once_one_is_told(
    database: Engine, assignments: tuple[Assignment, Assignment], what: str
) -> None:
    assignment = assignments[0]
    if what == "lift":
        put_one(database, assignment)
    gate, said = Barrier(4), []

    def act() -> None:
        gate.wait()
        try:
            with session_scope(database, write=True) as session:
                if what == "put":
                    put(session, assignment, EXERCISE, "sums_to_one", "at once", None)
                else:
                    lift(session, assignment, "sums_to_one")
            said.append("done")
        except (QuarantinedAlready, NotInQuarantine) as error:
            said.append(type(error).__name__)

    threads = [Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = "QuarantinedAlready" if what == "put" else "NotInQuarantine"
    assert sorted(said) == sorted(["done", *[refused] * 3])
    with session_scope(database) as session:
        assert len(listed(session, assignment)) == 1
