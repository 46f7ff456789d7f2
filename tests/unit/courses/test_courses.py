"""Courses, roles and assignments, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from grader.accounts.models import User
from grader.courses.errors import CourseInvalid, CourseUnknown
from grader.courses.models import Course
from grader.courses.services import (
    add_assignment,
    assignment_of,
    assignments_of,
    change_dates,
    course_by_slug,
    courses_of,
    create_course,
    enrol,
    is_late,
    is_open,
    members,
    role_of,
)
from grader.store.base import now
from grader.store.sessions import session_scope


@pytest.fixture
def course(database: Engine) -> Course:
    with session_scope(database, write=True) as session:
        return create_course(session, "ml-101", "Machine learning", "Europe/Zurich")


@pytest.fixture
def ada(database: Engine) -> User:
    return add_user(database, "ada")


def add_user(engine: Engine, login: str, *, is_admin: bool = False) -> User:
    with session_scope(engine, write=True) as session:
        user = User(login=login, name=login.title(), password_hash="", is_admin=is_admin)
        session.add(user)
        session.flush()
        return user


def test_a_course_is_found_by_its_slug(database: Engine, course: Course) -> None:
    with session_scope(database) as session:
        assert course_by_slug(session, "ml-101").id == course.id
        with pytest.raises(CourseUnknown) as caught:
            course_by_slug(session, "ml-102")
    assert "ml-102" in caught.value.message


@pytest.mark.parametrize(
    ("slug", "title", "timezone"),
    [
        ("ml-101", "Taken", "UTC"),
        ("", "No slug", "UTC"),
        ("Upper", "Case", "UTC"),
        ("a b", "Space", "UTC"),
        ("-a", "Hyphen", "UTC"),
        ("x" * 65, "Long", "UTC"),
        ("ok", " ", "UTC"),
        ("ok", "Nowhere", "Europe/Atlantis"),
        ("ok", "Outside", "../../etc/passwd"),
        ("ok", "Empty", ""),
    ],
)
def test_unusable_courses_are_refused_with_a_next_step(
    database: Engine, course: Course, slug: str, title: str, timezone: str
) -> None:
    with session_scope(database, write=True) as session:
        with pytest.raises(CourseInvalid) as caught:
            create_course(session, slug, title, timezone)
        assert caught.value.next_step
        assert course_by_slug(session, "ml-101").id == course.id, "the transaction goes on"


def test_roles_can_be_given_and_changed(database: Engine, course: Course, ada: User) -> None:
    with session_scope(database, write=True) as session:
        assert role_of(session, course, ada) is None
        assert courses_of(session, ada) == []
        enrol(session, course, ada)
        assert role_of(session, course, ada) == "student"
        enrol(session, course, ada, "instructor")
        assert role_of(session, course.id, ada) == "instructor"
        assert [one.slug for one in courses_of(session, ada)] == ["ml-101"]


def test_an_administrator_is_instructor_everywhere(database: Engine, course: Course) -> None:
    root = add_user(database, "root", is_admin=True)
    with session_scope(database) as session:
        assert role_of(session, course, root) == "instructor"
        assert [one.slug for one in courses_of(session, root)] == ["ml-101"]


def test_members_are_listed_by_name_and_role(database: Engine, course: Course, ada: User) -> None:
    ben = add_user(database, "ben")
    add_user(database, "stranger")
    with session_scope(database, write=True) as session:
        enrol(session, course, ben, "instructor")
        enrol(session, course, ada)
        assert [(user.login, role) for user, role in members(session, course)] == [
            ("ada", "student"),
            ("ben", "instructor"),
        ]
        assert [user.login for user, _ in members(session, course, "student")] == ["ada"]


def test_assignments_keep_their_order(database: Engine, course: Course) -> None:
    with session_scope(database, write=True) as session:
        for exercise_id in ("b", "c"):
            add_assignment(session, course, exercise_id)
        add_assignment(session, course, "a", position=1)
        assert [(one.exercise_id, one.position) for one in assignments_of(session, course)] == [
            ("b", 1),
            ("a", 1),
            ("c", 2),
        ]
        assert assignment_of(session, course, "c").position == 2
        with pytest.raises(CourseUnknown):
            assignment_of(session, course, "d")


def test_an_exercise_is_assigned_once_and_due_after_it_opens(database: Engine, course: Course) -> None:
    with session_scope(database, write=True) as session:
        add_assignment(session, course, "a")
        with pytest.raises(CourseInvalid):
            add_assignment(session, course, "a")
        with pytest.raises(CourseInvalid):
            add_assignment(session, course, "b", opens_at=now(), due_at=now() - timedelta(days=1))
        assert len(assignments_of(session, course)) == 1


def test_dates_can_be_changed_but_not_crossed(database: Engine, course: Course) -> None:
    later = now() + timedelta(days=3)
    with session_scope(database, write=True) as session:
        row = add_assignment(session, course, "a", due_at=now())
        change_dates(session, row, due_at=later, opens_at=None)
        with pytest.raises(CourseInvalid):
            change_dates(session, row, due_at=later, opens_at=later + timedelta(days=1))
    with session_scope(database) as session:
        assert assignment_of(session, course, "a").due_at == later


def test_the_same_exercise_may_be_in_two_courses(database: Engine, course: Course) -> None:
    with session_scope(database, write=True) as session:
        other = create_course(session, "ml-102", "More")
        for one in (course, other):
            add_assignment(session, one, "a")


def test_open_and_late_follow_the_dates(database: Engine, course: Course) -> None:
    noon = now()
    with session_scope(database, write=True) as session:
        row = add_assignment(
            session, course, "a", opens_at=noon - timedelta(hours=1), due_at=noon + timedelta(hours=1)
        )
        free = add_assignment(session, course, "b")
    assert [is_open(row, noon + timedelta(hours=hours)) for hours in (-2, -1, 0, 2)] == [
        False,
        True,
        True,
        True,
    ]
    assert [is_late(row, noon + timedelta(hours=hours)) for hours in (0, 1, 1.001)] == [False, False, True]
    assert is_open(free)
    assert not is_late(free)
