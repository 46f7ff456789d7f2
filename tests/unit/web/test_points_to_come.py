"""Points that an instructor gives are still to come until they are given, on every page and in tables."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from grader.courses import services as courses
from grader.intake.models import UploadedFile
from grader.judge.report import ByHand
from grader.store.sessions import session_scope
from grader.submissions import services as submissions

REFLECTION = "reflect-weekly"
PAGE = f"/courses/ml/exercises/{REFLECTION}"
TABLE = f"/instructor{PAGE}/submissions"
TO_COME = "2 of 2 automatic; up to 4 from your instructor"


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.fixture
def handed_in(world: Any) -> tuple[Any, str]:
    """Ada's reflection, with all automatic points."""
    with session_scope(world.engine, write=True) as db:
        assignment = courses.add_assignment(db, courses.course_by_slug(db, "ml"), REFLECTION)
        upload = [UploadedFile("reflect_weekly.py", b"def reflection():\n    return {}\n")]
        row = submissions.submit(db, world.users["ada"], assignment, upload)
    check = world.check("entries", points=2.0, max_points=2.0)
    manual = ByHand(points=4, what="what your evidence shows")
    world.grade(row.id, world.report(check, exercise=REFLECTION, score=2.0, max_score=6.0, manual=manual))
    return world, row.id


def give(world: Any, submission_id: str, points: str) -> Any:
    form = {"points": points, "comment": "A good question."}
    return world.send(world.client("ines"), f"/submissions/{submission_id}/points", form)


def test_until_they_are_given_nothing_counts_them_as_lost(handed_in: tuple[Any, str]) -> None:
    world, submission_id = handed_in
    ada, ines = world.client("ada"), world.client("ines")
    course = text_of(ada.get("/courses/ml"))
    assert TO_COME in course
    assert "waiting for your instructor" in course
    exercise = text_of(ada.get(PAGE))
    assert "6 points: 2 automatic, up to 4 from your instructor" in exercise
    assert f"your best: {TO_COME}" in exercise
    report = text_of(ada.get(f"/submissions/{submission_id}"))
    assert "2 of 2 automatic points; up to 4 from your instructor" in report
    assert "2 of 6" not in course + exercise + report
    assert "up to 4 from you" in text_of(ines.get(TABLE))
    assert ines.get(f"{TABLE}.csv").text.splitlines()[1].endswith(",2,6,no,up to 4 to come")
    listed = world.app.test_client().get("/api/v1/exercises", headers=world.bearer("ada")).json
    found = next(one for one in listed["exercises"] if one["id"] == REFLECTION)
    assert (found["max_score"], found["best_score"], found["pending"]) == (6.0, 2.0, 4.0)
    assert found["manual"]["points"] == 4.0


def test_once_given_they_are_points_like_others(handed_in: tuple[Any, str]) -> None:
    world, submission_id = handed_in
    form = text_of(world.client("ines").get(f"/submissions/{submission_id}"))
    assert "Give points" in form
    assert "From 0 to 4" in form
    assert give(world, submission_id, "3").status_code == 303
    ada = world.client("ada")
    report = text_of(ada.get(f"/submissions/{submission_id}"))
    assert "5 of 6 points" in report
    assert "Your instructor gave 3 of 4 points for what your evidence shows" in report
    pages = report + text_of(ada.get(PAGE)) + text_of(ada.get("/courses/ml"))
    assert "your best: 5 of 6" in pages
    assert "waiting for your instructor" not in pages
    assert "Remove the points" not in text_of(world.client("ines").get(f"/submissions/{submission_id}"))
    assert world.client("ines").get(f"{TABLE}.csv").text.splitlines()[1].endswith(",5,6,no,3")
    give(world, submission_id, "4")
    assert "complete" in text_of(ada.get("/courses/ml"))


def test_nothing_at_all_can_be_given_too(handed_in: tuple[Any, str]) -> None:
    world, submission_id = handed_in
    give(world, submission_id, "0")
    report = text_of(world.client("ada").get(f"/submissions/{submission_id}"))
    assert "2 of 6 points" in report
    assert "gave 0 of 4 points" in report


def test_an_instructor_finds_what_is_still_to_be_read(handed_in: tuple[Any, str]) -> None:
    world, submission_id = handed_in
    ines = world.client("ines")
    assert submission_id in ines.get(f"{TABLE}?ungiven=yes").text
    give(world, submission_id, "1")
    assert submission_id not in ines.get(f"{TABLE}?ungiven=yes").text
    assert submission_id in ines.get(TABLE).text
