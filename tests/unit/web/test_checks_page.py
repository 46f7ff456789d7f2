"""An exercise's checks for instructors: pass rates and quarantine, and what students read of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from grader.courses import quarantine
from grader.courses import services as courses
from grader.store.sessions import session_scope

PAGE = "/instructor/courses/ml/exercises/t-softmax-ce/checks"
MENDED = "This check is being mended; it counts for nobody until then."


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def first_check(world: Any) -> Any:
    return world.app.extensions["grader"].catalog.get(world.exercise).checks[0]


def put(world: Any, check_id: str, reason: str = "It depends on the <b> clock.", who: str = "ines") -> Any:
    form = {"check": check_id, "reason": reason}
    return world.send(world.client(who), f"{PAGE}/quarantine", form)


def lift(world: Any, check_id: str, who: str = "ines") -> Any:
    return world.send(world.client(who), f"{PAGE}/lift", {"check": check_id})


def kept(world: Any, slug: str = "ml") -> frozenset[str]:
    with session_scope(world.engine) as db:
        course = courses.course_by_slug(db, slug)
        return quarantine.quarantined(db, courses.assignment_of(db, course, world.exercise).id)


def test_pass_rates_are_of_the_newest_graded_submission_of_each_student(world: Any) -> None:
    check = first_check(world)
    failed = world.report(world.check(check.id, status="failed", points=0.0))
    passed = world.report(world.check(check.id))
    page = world.client("ines").get(PAGE)
    assert "nothing graded yet" in page.text
    world.graded("ada", passed)
    world.graded("ada", failed)
    world.graded("ben", passed)
    world.graded("ines", failed)
    page = world.client("ines").get(PAGE)
    assert "newest graded submission of 2 students" in page.text
    assert re.search(rf'id="check-{check.id}".*?1 of 2 passed', page.text, re.S)


def test_a_check_is_put_in_quarantine_and_lifted(world: Any) -> None:
    check = first_check(world)
    student = world.client("ada")
    assert "being mended" not in student.get("/courses/ml/exercises/t-softmax-ce").text
    assert put(world, check.id).status_code == 303
    assert kept(world) == {check.id}
    assert kept(world, "other") == frozenset()
    page = world.client("ines").get(PAGE)
    assert "Counts for nobody, by Ines" in text_of(page)
    assert "It depends on the <b> clock." in text_of(page)
    assert "<b>" not in page.text

    page = student.get("/courses/ml/exercises/t-softmax-ce")
    assert MENDED in text_of(page)
    assert "clock" not in page.text
    whole = world.app.extensions["grader"].catalog.get(world.exercise).max_score
    assert f"{whole - check.points:g} points" in text_of(page)

    assert lift(world, check.id).status_code == 303
    assert kept(world) == frozenset()
    assert "being mended" not in student.get("/courses/ml/exercises/t-softmax-ce").text
    assert "Earlier quarantines (1)" in world.client("ines").get(PAGE).text


def test_the_report_says_so(world: Any) -> None:
    """A report that was made before still counts the check, and nobody is asked about it."""
    check = first_check(world)
    failed = world.check(check.id, status="failed", points=0.0)
    submission_id = world.graded("ada", world.report(failed))
    put(world, check.id)
    page = world.client("ada").get(f"/submissions/{submission_id}")
    assert f"{MENDED} This report was made before and still counts it." in text_of(page)
    assert 'name="check"' not in page.text
    assert "clock" not in page.text
    after = world.check(check.id, status="not_run", points=0.0, max_points=0.0, message=MENDED)
    page = world.client("ada").get(f"/submissions/{world.graded('ada', world.report(after))}")
    assert text_of(page).count("being mended") == 1
    assert "made before" not in page.text


def test_an_exercise_is_complete_without_what_counts_for_nobody(world: Any) -> None:
    check = first_check(world)
    exercise = world.app.extensions["grader"].catalog.get(world.exercise)
    rest = exercise.max_score - check.points
    world.graded("ada", world.report(world.check("all", points=rest, max_points=rest)))
    assert "0 of 1 exercise complete" in text_of(world.client("ada").get("/courses/ml"))
    put(world, check.id)
    page = world.client("ada").get("/courses/ml")
    assert "1 of 1 exercise complete" in text_of(page)
    assert f"{rest:g} of {rest:g} points" in text_of(page)


def test_a_report_from_before_still_counts_what_is_mended(world: Any) -> None:
    check = first_check(world)
    whole = world.app.extensions["grader"].catalog.get(world.exercise).max_score
    rest = world.check("rest", points=whole - check.points - 0.5, max_points=whole - check.points)
    world.graded(
        "ada", world.report(rest, world.check(check.id, points=check.points, max_points=check.points))
    )
    put(world, check.id)
    page = text_of(world.client("ada").get("/courses/ml"))
    assert "0 of 1 exercise complete" in page
    assert f"{whole - 0.5:g} of {whole:g} points" in page


@pytest.mark.parametrize(
    ("check_id", "reason"), [("nothing", "why"), ("", "why"), (None, " "), (None, "x" * 2001)]
)
def test_what_cannot_be_taken_is_said_in_place(world: Any, check_id: str | None, reason: str) -> None:
    answer = put(world, first_check(world).id if check_id is None else check_id, reason)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert kept(world) == frozenset()


def test_twice_and_nothing_to_lift_are_told(world: Any) -> None:
    check = first_check(world)
    assert lift(world, check.id).status_code == 409
    put(world, check.id)
    assert put(world, check.id).status_code == 409
    assert kept(world) == {check.id}


@pytest.mark.parametrize("login", ["ada", "ben", "otto", "nora"])
def test_only_instructors_of_the_course_decide(world: Any, login: str) -> None:
    check = first_check(world)
    assert put(world, check.id, who=login).status_code == 404
    assert kept(world) == frozenset()
    put(world, check.id)
    assert lift(world, check.id, who=login).status_code == 404
    assert kept(world) == {check.id}


def test_forged_forms_change_nothing(world: Any) -> None:
    check, client = first_check(world), world.client("ines")
    form = {"check": check.id, "reason": "x"}
    assert client.post(f"{PAGE}/quarantine", data=form).status_code == 400
    put(world, check.id)
    assert client.post(f"{PAGE}/lift", data=form).status_code == 400
    assert kept(world) == {check.id}
