"""The short pages behind the names in reports: what a misconception is, and where it is met."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.catalog.units import Unit
from grader.catalog.vocabulary import Misconception
from grader.courses import services as courses
from grader.courses.errors import CourseUnknown
from grader.courses.models import Course
from grader.web import login
from grader.web.access import exercise_or_none, place_of
from grader.web.context import context, reading
from grader.web.markdown import render

blueprint = Blueprint("misconceptions", __name__, url_prefix="/misconceptions")


@blueprint.get("")
@login.page
def index() -> ResponseReturnValue:
    """All of them by name, below the unit where each is met first."""
    return render_template("pages/misconceptions.html", units=_by_unit(context().catalog))


@blueprint.get("/<id_>")
@login.page
def show(id_: str) -> ResponseReturnValue:
    """One misconception, and the exercises of the person's courses whose prompt explains it."""
    entry = context().catalog.vocabulary().get(id_)
    if entry is None:
        raise CourseUnknown(f"There is no page about {id_[:70]!r}.", "See the list of misconceptions.")
    exercise_id, _, heading = entry.prompt.partition("#")
    with reading() as db:
        place = _where(db, login.signed_in(), exercise_id) if exercise_id else None
    prompt = None
    if place is not None:
        course, exercise = place
        address = url_for("exercise.show", slug=course.slug, exercise_id=exercise.id, _anchor=heading or None)
        prompt = (exercise.title, address)
    return render_template("pages/misconception.html", entry=entry, page=render(entry.page), prompt=prompt)


def _by_unit(catalog: Catalog) -> list[tuple[Unit, list[tuple[str, Misconception]]]]:
    vocabulary = catalog.vocabulary()
    left, found = dict(vocabulary), []
    for unit_id, exercises in groupby(catalog.all(), key=lambda exercise: exercise.unit):
        ids = {wrong.misconception for exercise in exercises for wrong in exercise.wrong} & left.keys()
        entries = sorted(((id_, left.pop(id_)) for id_ in ids), key=lambda pair: pair[1].name.lower())
        if entries:
            found.append((catalog.unit(unit_id), entries))
    return found


def _where(db: Session, user: User, exercise_id: str) -> tuple[Course, Exercise] | None:
    """The first of the person's courses that has the exercise open."""
    for course in courses.courses_of(db, user):
        teaches = place_of(db, course.slug, user).teaches
        for assignment in courses.assignments_of(db, course):
            if assignment.exercise_id == exercise_id and (teaches or courses.is_open(assignment)):
                exercise = exercise_or_none(assignment)
                return (course, exercise) if exercise else None
    return None
