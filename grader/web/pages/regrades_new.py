"""For instructors: begin a regrade. What it would do comes first and follows the form."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from grader.catalog.models import Exercise
from grader.courses.models import Course
from grader.courses.services import assignments_of
from grader.courses.words import read_words
from grader.errors import GraderError, InfrastructureError
from grader.regrades import requests, services
from grader.regrades.previewing import Preview, preview
from grader.regrades.shelf import Shelf, shelf_of
from grader.versions.services import Kept, versions_of
from grader.web import login
from grader.web.access import Place, exercise_or_none, taught_place
from grader.web.context import context, reading, writing
from grader.web.errors import status_of
from grader.web.regrades.forms import Form, choice_in

blueprint = Blueprint("regrades_new", __name__, url_prefix="/instructor/courses/<slug>/regrades")

#: Versions that are offered for each exercise.
VERSIONS = 5


@dataclass(frozen=True)
class Would:
    """What the form would do; without a preview what is missing, or wrong with it."""

    preview: Preview | None = None
    error: GraderError | None = None


@dataclass(frozen=True)
class Option:
    """An exercise that can be chosen."""

    id: str
    #: None while it is broken.
    exercise: Exercise | None
    versions: list[Kept] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its title, or its id while it is broken."""
        return self.exercise.title if self.exercise else self.id


@blueprint.get("/new")
@login.page
def show(slug: str) -> ResponseReturnValue:
    """The form, with what the address says filled in."""
    return _page(slug, Form(MultiDict(request.args)))


@blueprint.post("/preview")
@login.page
def look(slug: str) -> ResponseReturnValue:
    """What the form would do: as data for our script, else as the same page."""
    form = Form(MultiDict(request.form))
    # The button that takes up the suggestion stands behind the field that it overrules.
    form.written.setlist("kind", form.every("kind")[-1:])
    if not login.wants_json():
        return _page(slug, form)
    with reading() as db:
        place = taught_place(db, slug, login.signed_in())
        would = _would(db, place.course, form)
    html = render_template("parts/regrade_would.html", would=would, form=form, place=place)
    return jsonify(html=html, preview=would.preview.model_dump(mode="json") if would.preview else None)


@blueprint.post("/new")
@login.page
def create(slug: str) -> ResponseReturnValue:
    """Begin it."""
    user, form = login.signed_in(), Form(MultiDict(request.form))
    try:
        with writing() as db:
            course = taught_place(db, slug, user).course
            read_words(form.text("reason"), "reason")
            choice = choice_in(db, course, form)
            made = services.create(
                db, course, choice, user_id=user.id, reason=form.text("reason"), shelf=_shelf()
            )
            if form.text("request"):
                asked = requests.request_of(db, course, form.text("request"))
                requests.take_up(db, asked.request, made.id)
    except GraderError as error:
        if status_of(error) == 404 or isinstance(error, InfrastructureError):
            raise
        return _page(slug, Form(form.written, error)), status_of(error)
    flash("Begun. Nothing changes for anyone until you apply what comes of it.")
    return redirect(url_for("regrade.show", slug=slug, regrade_id=made.id), 303)


def _shelf() -> Shelf:
    return shelf_of(context().settings, context().catalog)


def _would(db: Session, course: Course, form: Form) -> Would:
    if not form.every("exercise"):
        return Would()
    try:
        return Would(preview(db, course, choice_in(db, course, form), _shelf()))
    except GraderError as error:
        if isinstance(error, InfrastructureError):
            raise
        return Would(error=error)


def _page(slug: str, form: Form) -> str:
    with reading() as db:
        place = taught_place(db, slug, login.signed_in())
        options = _options(db, place)
        if len(options) == 1 and not form.every("exercise"):
            form.written.setlist("exercise", [options[0].id])
        would = _would(db, place.course, form)
        asked = requests.request_of(db, place.course, form.text("request")) if form.text("request") else None
    return render_template(
        "pages/regrades_new.html", place=place, options=options, form=form, would=would, asked=asked
    )


def _options(db: Session, place: Place) -> list[Option]:
    return [
        Option(row.exercise_id, exercise_or_none(row), versions_of(db, row.exercise_id)[:VERSIONS])
        for row in assignments_of(db, place.course)
    ]
