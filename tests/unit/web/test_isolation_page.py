"""The isolation page: what is in force is shown, numbers are kept, and nobody else's course is touched."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from grader.courses import services as courses
from grader.store.sessions import session_scope

PAGE = "/instructor/courses/ml/isolation"
TABLE = "/instructor/courses/ml/exercises/t-softmax-ce/submissions"


def kept(world: Any, slug: str = "ml") -> dict[str, int | None]:
    """Whose number it is -> the number."""
    with session_scope(world.engine) as db:
        course = courses.course_by_slug(db, slug)
        rows = courses.assignments_of(db, course)
        return {"course": course.max_uses, **{row.exercise_id: row.max_uses for row in rows}}


def field_of(world: Any, exercise_id: str, slug: str = "ml") -> str:
    with session_scope(world.engine) as db:
        return courses.assignment_of(db, courses.course_by_slug(db, slug), exercise_id).id


def in_force(text: str) -> list[list[str]]:
    """The numbers of each line, the course first: one, or one for each class of work."""
    return [re.findall(r"<strong>(.+?)</strong>", line) for line in re.findall(r"In force: .+", text)]


def test_the_defaults_are_explained_and_shown(world: Any) -> None:
    page = world.client("ines").get(PAGE)
    assert page.status_code == 200
    assert in_force(page.text) == [["1", "up to 100"]] * 3
    text = unescape(re.sub(r"<[^>]+>|\s+", " ", page.text))
    assert "Take this for exams" in text
    assert "a container of its own" in text
    assert "breaks through all inner walls" in text
    assert f'href="{TABLE}"' in page.text


def test_numbers_are_saved_together_and_given_back(world: Any) -> None:
    client = world.client("ines")
    first, second = field_of(world, world.exercise), field_of(world, world.closed)
    answer = world.send(client, PAGE, {"course": "8", first: "1", second: ""}, follow_redirects=True)
    assert "Saved." in answer.text
    assert kept(world) == {"course": 8, world.exercise: 1, world.closed: None}
    assert in_force(answer.text) == [["up to 8"], ["1"], ["up to 8"]]
    assert re.search(rf'name="{first}" value="1"', answer.text)
    world.send(client, PAGE, {"course": "", first: "default"})
    assert kept(world) == {"course": None, world.exercise: None, world.closed: None}


def test_what_is_not_sent_stays(world: Any) -> None:
    world.send(world.client("ines"), PAGE, {"course": "8"})
    world.send(world.client("ines"), PAGE, {field_of(world, world.closed): "2"})
    assert kept(world) == {"course": 8, world.exercise: None, world.closed: 2}


@pytest.mark.parametrize("text", ["0", "1001", "many", "<b>"])
def test_one_bad_number_saves_nothing_and_keeps_what_was_written(world: Any, text: str) -> None:
    first = field_of(world, world.exercise)
    answer = world.send(world.client("ines"), PAGE, {"course": "8", first: text})
    assert answer.status_code == 422
    assert "Nothing was saved." in answer.text
    assert "whole number from 1 to 1000" in answer.text
    assert re.search(r'name="course" value="8"', answer.text)
    assert text in unescape(answer.text)
    assert "<b>" not in answer.text
    assert kept(world) == {"course": None, world.exercise: None, world.closed: None}


@pytest.mark.parametrize("login", ["ada", "otto", "nora"])
def test_it_is_for_instructors_of_the_course_alone(world: Any, login: str) -> None:
    client = world.client(login)
    assert client.get(PAGE).status_code == 404
    assert world.send(client, PAGE, {"course": "8"}).status_code == 404
    assert kept(world)["course"] is None


def test_the_assignments_of_another_course_cannot_be_named(world: Any) -> None:
    field = field_of(world, world.exercise, "other")
    assert world.send(world.client("ines"), PAGE, {field: "9"}).status_code == 303
    assert set(kept(world, "other").values()) == {None}


def test_a_forged_form_changes_nothing(world: Any) -> None:
    assert world.client("ines").post(PAGE, data={"course": "8"}).status_code == 400
    assert kept(world)["course"] is None


def test_the_way_there_says_what_is_in_force(world: Any) -> None:
    teacher, student = world.client("ines"), world.client("ada")
    assert PAGE in teacher.get("/courses/ml").text
    assert PAGE not in student.get("/courses/ml").text
    assert "a container of its own for each" in teacher.get(TABLE).text
    world.send(teacher, PAGE, {field_of(world, world.exercise): "5"})
    assert "up to 5 in one container" in teacher.get(TABLE).text
