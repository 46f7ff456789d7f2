"""How many submissions one container may see: whose value counts, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from grader.courses.errors import IsolationInvalid
from grader.courses.isolation import max_uses_for, read_max_uses, set_max_uses
from grader.courses.models import Assignment, Course
from grader.courses.services import add_assignment, assignment_of, course_by_slug, create_course
from grader.jobs.models import Klass
from grader.store.sessions import session_scope


@pytest.mark.parametrize(
    ("of_course", "of_assignment", "klass", "expected"),
    [
        (None, None, "interactive", 1),
        (None, None, "batch", 25),
        (4, None, "interactive", 4),
        (4, None, "batch", 4),
        (4, 1, "batch", 1),
        (1, 9, "interactive", 9),
        (None, 9, "batch", 9),
    ],
)
def test_the_nearest_value_counts(
    of_course: int | None, of_assignment: int | None, klass: Klass, expected: int
) -> None:
    course, assignment = Course(max_uses=of_course), Assignment(max_uses=of_assignment)
    assert max_uses_for(course, assignment, klass, 25) == expected


def test_the_values_are_kept_and_given_back(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        course = create_course(session, "ml", "ML")
        assignment = add_assignment(session, course, "a")
        assert (course.max_uses, assignment.max_uses) == (None, None)
        set_max_uses(session, course, 1000)
        set_max_uses(session, assignment, 1)
    with session_scope(database, write=True) as session:
        course = course_by_slug(session, "ml")
        assignment = assignment_of(session, course, "a")
        assert (course.max_uses, assignment.max_uses) == (1000, 1)
        set_max_uses(session, assignment, None)
    with session_scope(database) as session:
        assert assignment_of(session, course, "a").max_uses is None


@pytest.mark.parametrize("uses", [0, -1, 1001])
def test_a_number_out_of_range_is_the_instructors_to_mend(database: Engine, uses: int) -> None:
    with session_scope(database, write=True) as session:
        course = create_course(session, "ml", "ML")
        with pytest.raises(IsolationInvalid) as caught:
            set_max_uses(session, course, uses)
        assert course.max_uses is None
    assert caught.value.owner == "author"
    assert "1 to 1000" in caught.value.next_step
    assert str(uses) in caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", 1), (" 25 ", 25), ("1000", 1000), ("", None), ("default", None), (" Default", None)],
)
def test_what_a_person_may_write(text: str, expected: int | None) -> None:
    assert read_max_uses(text) == expected


@pytest.mark.parametrize("text", ["0", "1001", "-1", "1.5", "many", "²", "٣", "1e3", "9" * 5000])
def test_what_a_person_may_not_write(text: str) -> None:
    with pytest.raises(IsolationInvalid) as caught:
        read_max_uses(text)
    assert len(caught.value.message) < 120
