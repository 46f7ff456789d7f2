"""For instructors: what students want looked at once more, and the answers."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.courses.errors import WordsInvalid
from grader.courses.models import Course
from grader.regrades import requests
from grader.regrades.choice import failed_check
from grader.regrades.request_errors import AnsweredAlready
from grader.regrades.requests import Asked
from grader.web import login
from grader.web.access import exercise_or_none, taught_place
from grader.web.context import reading, writing
from grader.web.drafts import Draft
from grader.web.errors import status_of

blueprint = Blueprint("requests", __name__, url_prefix="/instructor/courses/<slug>/requests")


@blueprint.get("")
@login.page
def show(slug: str) -> ResponseReturnValue:
    """What is open first, then what was answered."""
    return _page(slug, Draft())


@blueprint.post("/<request_id>")
@login.page
def answer(slug: str, request_id: str) -> ResponseReturnValue:
    """Answer one; what was written stays where it cannot be taken."""
    user, text = login.signed_in(), request.form.get("answer", "")
    try:
        with writing() as db:
            asked = requests.request_of(db, taught_place(db, slug, user).course, request_id)
            requests.answer(db, asked.request, user, text)
    except (WordsInvalid, AnsweredAlready) as error:
        return _page(slug, Draft(request_id, {"answer": text}, error)), status_of(error)
    flash(f"{asked.student.name} can read your answer now.")
    return redirect(url_for("requests.show", slug=slug), 303)


def regrade_address(course: Course, asked: Asked) -> str:
    """Where everyone with the same failure can be graded again."""
    chosen = urlencode(
        {
            "exercise": asked.assignment.exercise_id,
            "failed_check": failed_check(asked.check.status, asked.check.id),
            "request": asked.request.id,
        }
    )
    return f"/instructor/courses/{course.slug}/regrades/new?{chosen}"


def _page(slug: str, draft: Draft) -> str:
    with reading() as db:
        place = taught_place(db, slug, login.signed_in())
        waiting = requests.open_requests(db, place.course)
        answered = requests.answered_requests(db, place.course)
        same = requests.same_failures(db, waiting)
        count = requests.open_count(db, place.course)
    exercises = {one.assignment.id: exercise_or_none(one.assignment) for one in (*waiting, *answered)}
    return render_template(
        "pages/requests.html",
        place=place,
        waiting=waiting,
        answered=answered,
        count=count,
        same=same,
        titles={key: found.title for key, found in exercises.items() if found},
        regrades={one.request.id: regrade_address(place.course, one) for one in waiting},
        draft=draft,
    )
