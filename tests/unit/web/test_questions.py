"""The questions of an exercise with a pool: a student sees their own, an instructor whichever they choose."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest

from grader.catalog.drawing import draw_of, drawn
from grader.catalog.keys import read_keys
from grader.courses import services as courses
from grader.intake.models import UploadedFile
from grader.store.sessions import session_scope
from grader.submissions import services as submissions

QUIZ = "quiz-units-1-2"
PAGE = f"/courses/ml/exercises/{QUIZ}"


@pytest.fixture
def quiz(world: Any) -> Any:
    """The world, with the quiz in its course."""
    with session_scope(world.engine, write=True) as db:
        courses.add_assignment(db, courses.course_by_slug(db, "ml"), QUIZ)
    return world


def mine(world: Any, login: str) -> list[str]:
    with session_scope(world.engine) as db:
        assignment = courses.assignment_of(db, courses.course_by_slug(db, "ml"), QUIZ)
    pool = exercise(world).items
    return [item.id for item in drawn(pool, draw_of(assignment.id, world.users[login].id, QUIZ))]


def exercise(world: Any) -> Any:
    return world.app.extensions["grader"].catalog.get(QUIZ)


def shown(page: Any) -> list[str]:
    return re.findall(r'id="question-([a-z0-9-]+)"', page.text)


def test_everybody_sees_their_own(quiz: Any) -> None:
    ada, ben = (quiz.client(login).get(PAGE) for login in ("ada", "ben"))
    assert shown(ada) == mine(quiz, "ada")
    assert shown(ben) == mine(quiz, "ben")
    assert shown(ada) != shown(ben)
    assert "Your 20 questions" in ada.text
    # Nobody but an instructor chooses.
    for address in (f"{PAGE}?questions=ben", f"{PAGE}?questions=the+pool"):
        assert shown(quiz.client("ada").get(address)) == mine(quiz, "ada")
    assert "<select" not in ada.text


def test_an_instructor_sees_whichever_they_choose(quiz: Any) -> None:
    teacher = quiz.client("ines")
    assert shown(teacher.get(PAGE)) == mine(quiz, "ines")
    assert shown(teacher.get(f"{PAGE}?questions=ben")) == mine(quiz, "ben")
    assert len(shown(teacher.get(f"{PAGE}?questions=the+pool"))) == len(exercise(quiz).items.items)
    # Otto teaches another course, and nobody is called so.
    for nobody in ("otto", "<b>", "x" * 5000):
        assert shown(teacher.get(PAGE, query_string={"questions": nobody})) == mine(quiz, "ines")


def test_starter_and_bundle_have_the_same_questions(quiz: Any) -> None:
    ids = mine(quiz, "ada")
    starter = quiz.client("ada").get(f"{PAGE}/starter").text
    assert re.findall(r'^        "([a-z0-9-]+)": None', starter, re.M) == ids
    bundles = [quiz.client("ada").get(f"{PAGE}/bundle").data]
    bundles.append(
        quiz.app.test_client().get(f"/api/v1/exercises/{QUIZ}/bundle", headers=quiz.bearer("ada")).data
    )
    for data in bundles:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            items = archive.read(f"{QUIZ}/items.toml").decode()
            assert archive.read(f"{QUIZ}/quiz_units_1_2.py").decode() == starter
            assert "keys.toml" not in " ".join(archive.namelist())
        assert re.findall(r'^id = "([a-z0-9-]+)"', items, re.M) == ids
    assert quiz.client("ada").get(f"{PAGE}/files/items.toml").status_code == 404


def test_no_page_holds_a_key(quiz: Any) -> None:
    found = exercise(quiz)
    keys = read_keys(found.reference_dir / "keys.toml", "keys.toml")
    said = [text for key in keys.values() for text in key.said()]
    assert len(said) > 200
    pages = [
        quiz.client("ada").get(PAGE).text,
        quiz.client("ines").get(f"{PAGE}?questions=the+pool").text,
        quiz.client("ada").get(f"{PAGE}/starter").text,
    ]
    for page in pages:
        text = " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
        assert not [one for one in said if one.replace("`", "") in text]
        assert not [one for one in said if one in text]


def test_other_exercises_have_none(world: Any) -> None:
    page = world.client("ada").get(f"/courses/ml/exercises/{world.exercise}")
    assert "questions" not in page.text


def test_a_report_leads_to_the_questions_it_is_about(quiz: Any) -> None:
    with session_scope(quiz.engine, write=True) as db:
        assignment = courses.assignment_of(db, courses.course_by_slug(db, "ml"), QUIZ)
        upload = [UploadedFile("quiz_units_1_2.py", b"def answers():\n    return {}\n")]
        row = submissions.submit(db, quiz.users["ada"], assignment, upload)
    quiz.grade(row.id, quiz.report(exercise=QUIZ))
    assert f'href="{PAGE}#questions">Your questions' in quiz.client("ada").get(f"/submissions/{row.id}").text
    page = quiz.client("ines").get(f"/submissions/{row.id}").text
    assert f'href="{PAGE}?questions=ada#questions">The questions of Ada' in page
    assert shown(quiz.client("ines").get(f"{PAGE}?questions=ada")) == mine(quiz, "ada")
