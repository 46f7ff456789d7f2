"""Regrades of a course, for its instructors: choose one, follow it, pause it, end it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from grader.courses.models import Course
from grader.judge.report import Model
from grader.regrades import exchange, importing, services
from grader.regrades.choice import Choice, read_choice
from grader.regrades.describing import described
from grader.regrades.models import Regrade
from grader.regrades.shelf import Shelf, shelf_of
from grader.web import login
from grader.web.access import taught_place
from grader.web.context import context, reading, writing

blueprint = Blueprint("api_regrades", __name__, url_prefix="/api/v1/courses/<slug>/regrades")
#: Regrades that are listed.
LISTED = 100


@blueprint.post("/preview")
@login.bearer
def preview(slug: str) -> ResponseReturnValue:
    """What a choice would do: count and time."""
    sent = sent_object()
    choice = _choice(sent.get("choice"))
    with reading() as db:
        return answer(services.preview(db, taught(db, slug), choice, _shelf()))


@blueprint.get("")
@login.bearer
def index(slug: str) -> ResponseReturnValue:
    """The regrades of the course, newest first."""
    with reading() as db:
        rows = services.listed(db, taught(db, slug), LISTED)
        return jsonify(regrades=[described(db, row).model_dump(mode="json") for row in rows])


@blueprint.post("")
@login.bearer
def create(slug: str) -> ResponseReturnValue:
    """Begin one."""
    sent = sent_object()
    choice, reason = _choice(sent.get("choice")), words(sent, "reason")
    user_id = login.signed_in().id
    with writing() as db:
        course = taught(db, slug)
        row = services.create(db, course, choice, user_id=user_id, reason=reason, shelf=_shelf())
        made = described(db, row)
    return answer(made), 201, {"Location": url_for(".show", slug=slug, regrade_id=row.id)}


@blueprint.get("/<regrade_id>")
@login.bearer
def show(slug: str, regrade_id: str) -> ResponseReturnValue:
    """What it is, how far, and what was decided."""
    with reading() as db:
        return answer(described(db, regrade_of(db, slug, regrade_id)))


@blueprint.post("/<regrade_id>/pause", defaults={"what": "pause"})
@blueprint.post("/<regrade_id>/resume", defaults={"what": "resume"})
@blueprint.post("/<regrade_id>/cancel", defaults={"what": "cancel"})
@login.bearer
def change(slug: str, regrade_id: str, what: str) -> ResponseReturnValue:
    """Begin nothing more of it, let it go on, or end it."""
    act = {"pause": services.pause, "resume": services.resume, "cancel": services.cancel}[what]
    with writing() as db:
        row = regrade_of(db, slug, regrade_id)
        act(db, row)
        return answer(described(db, row))


@blueprint.get("/<regrade_id>/export")
@login.bearer
def export(slug: str, regrade_id: str) -> ResponseReturnValue:
    """The file: a zip with the difference and every report."""
    with reading() as db:
        data = exchange.export(db, regrade_of(db, slug, regrade_id))
    response = Response(data, content_type="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"regrade-{regrade_id}.zip")
    return response


@blueprint.post("/import")
@login.bearer
def import_(slug: str) -> ResponseReturnValue:
    """Read such a file; its reports are proposals."""
    if request.mimetype != "application/zip":
        raise UnsupportedMediaType("Send the file itself, as application/zip.")
    user_id, reason = login.signed_in().id, request.args.get("reason", "")
    with reading() as db:
        # Nobody else makes the server read a large file.
        taught(db, slug)
    data = request.get_data()
    with writing() as db:
        row = importing.import_(db, taught(db, slug), data, user_id=user_id, reason=reason)
        made = described(db, row)
    return answer(made), 201, {"Location": url_for(".show", slug=slug, regrade_id=row.id)}


def taught(db: Session, slug: str) -> Course:
    """The course, for its instructors alone.

    :raises CourseUnknown: there is none, or the person does not teach it.
    """
    return taught_place(db, slug, login.signed_in()).course


def regrade_of(db: Session, slug: str, regrade_id: str) -> Regrade:
    """The regrade of this course, for its instructors alone.

    :raises CourseUnknown, RegradeUnknown: there is none, or it is not theirs.
    """
    return services.get(db, taught(db, slug), regrade_id)


def sent_object() -> dict[str, Any]:
    """The JSON object that was sent."""
    sent = request.get_json()
    if not isinstance(sent, dict):
        raise BadRequest("Send a JSON object.")
    return sent


def words(sent: dict[str, Any], name: str) -> str:
    """A text of the object; empty where it is left out."""
    text = sent.get(name, "")
    if not isinstance(text, str):
        raise BadRequest(f"`{name}` is a text.")
    return text


def answer(model: Model) -> Response:
    """The model as JSON."""
    return Response(model.model_dump_json(), content_type="application/json")


def _choice(sent: object) -> Choice:
    if not isinstance(sent, dict):
        raise BadRequest("Send an object with the object `choice`.")
    return read_choice(sent)


def _shelf() -> Shelf:
    return shelf_of(context().settings, context().catalog)
