"""The solutions of an exercise: for students after the due date, for instructors always."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from grader.courses import services as courses
from grader.courses.solutions import set_solutions
from grader.intake.models import UploadedFile
from grader.store.base import now
from grader.store.sessions import session_scope

PAGE = "/courses/ml/exercises/t-softmax-ce/solutions"
EXERCISE = "/courses/ml/exercises/t-softmax-ce"
LINK = f'href="{PAGE}"'


def due(world: Any, days: float, solutions: str = "due") -> None:
    with session_scope(world.engine, write=True) as db:
        row = courses.assignment_of(db, courses.course_by_slug(db, "ml"), world.exercise)
        row.due_at, row.opens_at = now() + timedelta(days=days), None
        set_solutions(db, row, solutions)


def test_before_the_due_date_students_neither_see_nor_find_them(world: Any) -> None:
    due(world, 1)
    answer = world.client("ada").get(PAGE)
    assert answer.status_code == 403
    assert "not shown yet" in answer.text
    assert "_log_softmax" not in answer.text
    assert LINK not in world.client("ada").get(EXERCISE).text


def test_after_it_they_see_all_of_them_beside_their_own(world: Any) -> None:
    due(world, -1)
    assert LINK in world.client("ada").get(EXERCISE).text
    world.submit("ada", UploadedFile("softmax.py", b"mine = '<b>'\n"))
    text = world.client("ada").get(PAGE).text
    exercise = world.app.extensions["grader"].catalog.get(world.exercise)
    for title in (
        "Yours",
        "Reference",
        *(path.stem.replace("_", " ").capitalize() for path in exercise.alternatives),
    ):
        assert f"<h2>{title}</h2>" in text
    assert "_log_softmax" in text
    assert "&lt;b&gt;" in text
    assert "<b>" not in text
    assert "misconception:" not in text
    assert "test_hidden" not in text


def test_never_is_never(world: Any) -> None:
    due(world, -1, "never")
    assert world.client("ada").get(PAGE).status_code == 403


def test_instructors_see_them_before(world: Any) -> None:
    due(world, 1)
    text = world.client("ines").get(PAGE).text
    assert "_log_softmax" in text
    assert "Students see this page from" in text
