"""For instructors: how many submissions one container may see, for the course and for each exercise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.courses import services as courses
from grader.courses.errors import IsolationInvalid
from grader.courses.isolation import max_uses_for, read_max_uses, set_max_uses
from grader.courses.models import Assignment
from grader.web import login
from grader.web.access import Place, exercise_or_none, taught_place
from grader.web.context import context, reading, writing

blueprint = Blueprint("isolation", __name__, url_prefix="/instructor/courses/<slug>/isolation")

#: Field of the course; those of its assignments are their ids.
COURSE = "course"


@dataclass(frozen=True)
class Form:
    """What was written and could not be taken: field -> text, and field -> what is wrong with it."""

    written: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, IsolationInvalid] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One number: whose it is, what stands in its field, and what is in force."""

    field: str
    title: str
    #: The exercise's id; empty for the course.
    exercise_id: str
    written: str
    interactive: int
    batch: int
    error: IsolationInvalid | None


@blueprint.get("")
@login.page
def show(slug: str) -> ResponseReturnValue:
    """What the number means, what is in force, and a field for each."""
    return _page(slug, Form())


@blueprint.post("")
@login.page
def save(slug: str) -> ResponseReturnValue:
    """Change every number that was sent, or none when one of them cannot be used."""
    wanted, errors = _read(request.form)
    with writing() as db:
        place = taught_place(db, slug, login.signed_in())
        if not errors:
            _store(db, place, wanted)
    if errors:
        return _page(slug, Form(request.form, errors)), 422
    flash("Saved. It holds for submissions that are graded from now on.")
    return redirect(url_for("isolation.show", slug=slug), 303)


def _read(form: Mapping[str, str]) -> tuple[dict[str, int | None], dict[str, IsolationInvalid]]:
    """field -> number, and field -> what is wrong with it."""
    wanted: dict[str, int | None] = {}
    errors: dict[str, IsolationInvalid] = {}
    for name in form.keys() - {"csrf_token"}:
        try:
            wanted[name] = read_max_uses(form[name])
        except IsolationInvalid as error:
            errors[name] = error
    return wanted, errors


def _store(db: Session, place: Place, wanted: dict[str, int | None]) -> None:
    if COURSE in wanted:
        set_max_uses(db, place.course, wanted[COURSE])
    for row in courses.assignments_of(db, place.course):
        if row.id in wanted:
            set_max_uses(db, row, wanted[row.id])


def _page(slug: str, form: Form) -> str:
    with reading() as db:
        place = taught_place(db, slug, login.signed_in())
        rows = courses.assignments_of(db, place.course)
    return render_template(
        "pages/isolation.html",
        place=place,
        course=_line(place, None, form),
        lines=[_line(place, row, form) for row in rows],
        batch_default=context().settings.batch_max_uses,
        refused=len(form.errors),
    )


def _line(place: Place, row: Assignment | None, form: Form) -> Line:
    exercise = exercise_or_none(row) if row else None
    name = row.id if row else COURSE
    kept = (row or place.course).max_uses
    default = context().settings.batch_max_uses
    return Line(
        field=name,
        title=exercise.title if exercise else row.exercise_id if row else place.course.title,
        exercise_id=row.exercise_id if row else "",
        written=form.written.get(name, "" if kept is None else str(kept)),
        interactive=max_uses_for(place.course, row, "interactive", default),
        batch=max_uses_for(place.course, row, "batch", default),
        error=form.errors.get(name),
    )
