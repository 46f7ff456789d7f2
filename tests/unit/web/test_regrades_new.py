"""Choosing what to regrade: the form, what it would do, and what comes of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from grader.courses import quarantine
from grader.courses.services import assignment_of, course_by_slug
from grader.jobs.models import Job
from grader.regrades import requests
from grader.regrades.choice import choice_of
from grader.regrades.models import Regrade
from grader.store.sessions import session_scope
from grader.submissions.models import Submission

PAGE = "/instructor/courses/ml/regrades"


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def would(page: Any) -> str:
    """What the page says the form would do."""
    found = re.search(r'<div id="would".*?</div>', page.text, re.DOTALL)
    assert found is not None
    return text_of(found[0])


def kept(world: Any) -> list[Regrade]:
    with session_scope(world.engine) as db:
        return list(db.query(Regrade).order_by(Regrade.id))


def form(**fields: Any) -> dict[str, Any]:
    return {"exercise": "t-softmax-ce", "which": "counting", "reason": "A check was mended.", **fields}


def test_an_empty_course_says_what_to_do_first(world: Any) -> None:
    page = world.client("ines").get(PAGE)
    assert "Regrades will be listed here" in page.text
    assert f'href="{PAGE}/new"' in page.text


def test_the_count_comes_first_and_follows_the_form(world: Any) -> None:
    for login in ("ada", "ada", "ben"):
        world.graded(login)
    client = world.client("ines")
    assert "Choose an exercise" in would(client.get(f"{PAGE}/new"))
    assert "2 submissions of 2 students" in would(client.get(f"{PAGE}/new?exercise=t-softmax-ce"))
    # Without the script the same page comes back, with what was written.
    page = world.send(client, f"{PAGE}/preview", form(which="all", reason="<b>why</b>"))
    assert "3 submissions of 2 students" in would(page)
    assert "&lt;b&gt;why&lt;/b&gt;</textarea>" in page.text
    # The script gets the same words, and the numbers.
    answer = world.send(client, f"{PAGE}/preview", form(which="all"), headers={"Accept": "application/json"})
    assert "3 submissions of 2 students" in text_of(answer.json["html"])
    assert answer.json["preview"]["submissions"] == 3
    assert kept(world) == [], "looking begins nothing"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"students": "ada, zoe"}, "nobody called 'zoe'"),
        ({"failed_check": "nothing_at_all"}, "failed the check 'nothing_at_all'"),
        ({"version": "abcdef123"}, "nothing was ever graded with"),
        ({"max_uses": "many"}, "max_uses"),
        ({"thresholds": "50, x"}, "'x' is no number"),
        ({"thresholds": "50, A=900"}, "'A=900' is not from 0 to 100"),
        ({"thresholds": "nan"}, "'nan' is not from 0 to 100"),
        ({"image": "--privileged"}, "no name of an image"),
        ({"kind": "flake", "repeats": "1"}, "repeats"),
        ({"seeds": "several", "seeds_count": "99"}, "'99' is no number from 1 to 20"),
        ({"exercise": "none"}, "no exercise 'none'"),
        ({"which": "table", "table": "student=zoe"}, "No submission matches the filters"),
        ({"reason": " "}, "needs 1 to 2000 characters"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_was_written(
    world: Any, fields: dict[str, str], said: str
) -> None:
    world.graded("ada")
    answer = world.send(world.client("ines"), f"{PAGE}/new", form(**fields))
    assert answer.status_code in (400, 404, 422)
    assert said in text_of(answer.text)
    assert kept(world) == []
    if answer.status_code != 404:
        assert "Nothing was begun." in answer.text
        if "reason" not in fields:
            assert "A check was mended." in answer.text


def test_every_field_of_the_form_is_in_the_choice(world: Any) -> None:
    world.graded("ada")
    sent = form(
        which="latest",
        students="ada ben",
        failed_check="two_rows",
        misconception="axis-confusion",
        check=["one_vector", "two_rows"],
        image="grader-cpu:2",
        seeds="several",
        seeds_count="3",
        max_uses="7",
        thresholds="50, A=90",
    )
    answer = world.send(world.client("ines"), f"{PAGE}/new", sent)
    (made,) = kept(world)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}/{made.id}")
    choice = choice_of(made)
    assert choice is not None
    assert (choice.which, choice.students, choice.failed_check) == ("latest", ("ada", "ben"), "two_rows")
    assert (choice.misconception, choice.checks) == ("axis-confusion", ("one_vector", "two_rows"))
    assert (choice.image, choice.seeds, choice.max_uses) == ("grader-cpu:2", 3, 7)
    assert [getattr(one, "label", one) for one in choice.thresholds] == [0.5, "A (90 %)"]
    with session_scope(world.engine) as db:
        assert db.query(Job).filter(Job.batch_id == made.id).count() == 1


def test_the_filters_of_the_table_come_along(world: Any) -> None:
    ada = world.graded("ada")
    world.graded("ben")
    client = world.client("ines")
    table = client.get("/instructor/courses/ml/exercises/t-softmax-ce/submissions?student=ada&late=no")
    found = re.search(r'href="([^"]+)">Regrade these', table.text)
    assert found is not None
    page = client.get(unescape(found[1]))
    assert "1 submission of 1 student" in would(page)
    assert "student: ada, late: no" in page.text
    world.send(client, f"{PAGE}/new", form(which="table", table="student=ada&late=no"))
    choice = choice_of(kept(world)[0])
    assert choice is not None
    assert choice.submissions == (ada,)


def test_without_filters_the_table_leads_to_all_of_its_submissions(world: Any) -> None:
    for login in ("ada", "ada", "ben"):
        world.graded(login)
    client = world.client("ines")
    table = client.get("/instructor/courses/ml/exercises/t-softmax-ce/submissions")
    found = re.search(r'href="([^"]+)">Regrade these', table.text)
    assert found is not None
    assert "3 submissions of 2 students" in would(client.get(unescape(found[1])))


def test_where_only_points_changed_nothing_is_run(world: Any) -> None:
    exercise = world.app.extensions["grader"].catalog.get(world.exercise)
    checks = [world.check(one.id, points=one.points, max_points=one.points) for one in exercise.checks]
    ada = world.graded("ada", world.report(*checks, exercise_version=exercise.version))
    with session_scope(world.engine, write=True) as db:
        assignment = assignment_of(db, course_by_slug(db, "ml"), world.exercise)
        quarantine.put(db, assignment, exercise, checks[0].id, "It is not right.", world.users["ines"])
    client = world.client("ines")
    page = client.get(f"{PAGE}/new?exercise=t-softmax-ce")
    assert "counting them anew is enough" in would(page)
    # Without the script the button sends the form, in which the other kind is still ticked.
    page = world.send(client, f"{PAGE}/preview", form(kind=["run", "rescore"]))
    assert "Nothing is run" in would(page)
    assert 'name="kind" value="rescore" checked' in page.text
    world.send(client, f"{PAGE}/new", form(kind="rescore"))
    (made,) = kept(world)
    shown = text_of(client.get(f"{PAGE}/{made.id}").text)
    assert "Points counted anew" in shown
    assert "Of 1 submission 0 rise, 0 fall, 1 stays" in shown
    assert "The full score changes" in shown
    assert ada in client.get(f"{PAGE}/{made.id}").text


def test_a_students_request_leads_to_its_regrade(world: Any) -> None:
    submission_id = world.graded("ada")
    with session_scope(world.engine, write=True) as db:
        submission = db.get_one(Submission, submission_id)
        asked = requests.ask(db, world.users["ada"], submission, "two_rows", "I think that it is right.")
        request_id = asked.id
    client = world.client("ines")
    page = client.get(f"{PAGE}/new?exercise=t-softmax-ce&failed_check=two_rows&request={request_id}")
    assert "Ada asked for another look" in page.text
    assert "1 submission of 1 student" in would(page)
    assert re.search(r'<option value="two_rows" selected>', page.text)
    sent = form(failed_check="two_rows", request=request_id)
    world.send(client, f"{PAGE}/new", sent)
    with session_scope(world.engine) as db:
        (kept_request,) = requests.requests_about(db, submission_id)
    (made,) = kept(world)
    assert kept_request.request.regrade_id == made.id
    shown = client.get(f"{PAGE}/{made.id}")
    assert f'href="/instructor/courses/ml/requests#request-{request_id}">a student has asked' in shown.text
    world.send(client, f"/instructor/courses/ml/requests/{request_id}", {"answer": "You are right."})
    assert "a student has asked" not in client.get(f"{PAGE}/{made.id}").text
    assert client.get(f"{PAGE}/new?request=none").status_code == 404


def test_a_request_that_was_answered_meanwhile_begins_nothing(world: Any) -> None:
    submission_id = world.graded("ada")
    with session_scope(world.engine, write=True) as db:
        submission = db.get_one(Submission, submission_id)
        asked = requests.ask(db, world.users["ada"], submission, "two_rows", "I think that it is right.")
        requests.answer(db, asked, world.users["ines"], "It is not.")
        request_id = asked.id
    answer = world.send(world.client("ines"), f"{PAGE}/new", form(request=request_id))
    assert answer.status_code == 409
    assert kept(world) == []


def test_forged_forms_begin_nothing(world: Any) -> None:
    world.graded("ada")
    client = world.client("ines")
    for address in ("new", "preview", "import"):
        assert client.post(f"{PAGE}/{address}", data=form()).status_code == 400
    assert kept(world) == []
