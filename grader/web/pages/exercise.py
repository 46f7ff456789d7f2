"""The exercise page: what should I build? And handing in."""

from __future__ import annotations

from collections.abc import Set

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.catalog.bundle import bundled_names
from grader.catalog.bundle import starter as starter_of
from grader.catalog.drawing import draw_of
from grader.catalog.models import Exercise
from grader.catalog.services import make_bundle
from grader.courses import services as courses
from grader.courses.quarantine import full_score, quarantined
from grader.courses.solutions import are_shown
from grader.intake.models import UploadedFile
from grader.submissions import services as submissions
from grader.submissions.adjustments import newest
from grader.submissions.search import best_score, usual_duration
from grader.web import login
from grader.web.access import exercise_of, place_of, visible_assignment
from grader.web.context import context, reading, writing
from grader.web.markdown import render
from grader.web.needs import needs_of
from grader.web.questions import chosen_sheet, sheet_for
from grader.web.uploads import uploaded_files

blueprint = Blueprint("exercise", __name__, url_prefix="/courses/<slug>/exercises/<exercise_id>")


@blueprint.get("")
@login.page
def show(slug: str, exercise_id: str) -> ResponseReturnValue:
    """Prompt, files to start from, a place to hand in, and what was handed in before."""
    user = login.signed_in()
    with reading() as db:
        place = place_of(db, slug, user)
        assignment = visible_assignment(db, place, exercise_id)
        exercise = exercise_of(assignment)
        attempts = submissions.history(db, user, assignment)
        reports = submissions.counting_reports(db, [attempt.id for attempt in attempts])
        given = newest(db, [attempt.id for attempt in attempts])
        best = best_score(db, user, assignment)
        usual = usual_duration(db, exercise_id)
        mending = quarantined(db, assignment.id)
        needs = needs_of(db, exercise)
        people, sheet = [], sheet_for(exercise, assignment, user)
        if sheet and place.teaches:
            whose = request.args.get("questions", "")
            people = [member for member, _ in courses.members(db, place.course, "student")]
            sheet = chosen_sheet(db, exercise, place.course, assignment, user, whose)
    return render_template(
        "pages/exercise.html",
        place=place,
        assignment=assignment,
        exercise=exercise,
        prompt=_prompt(exercise, slug),
        sheet=sheet,
        manual=exercise.manual,
        people=people,
        attempts=attempts,
        reports=reports,
        given=given,
        best=best,
        usual=usual,
        counts=_counts(exercise, mending),
        whole=full_score(exercise, mending),
        needs=needs,
        solutions=place.teaches or are_shown(assignment),
        mending=[check for check in exercise.checks if check.id in mending],
        max_mb=context().settings.max_upload_mb,
    )


@blueprint.get("/starter")
@login.page
def starter(slug: str, exercise_id: str) -> ResponseReturnValue:
    """The file to start from."""
    exercise, draw = _visible(slug, exercise_id)
    return _download(starter_of(exercise, draw), exercise.entry, "text/x-python")


@blueprint.get("/bundle")
@login.page
def bundle(slug: str, exercise_id: str) -> ResponseReturnValue:
    """Everything for `grader check` in one zip."""
    exercise, draw = _visible(slug, exercise_id)
    return _download(make_bundle(exercise, draw), f"{exercise.id}.zip", "application/zip")


@blueprint.get("/files/<name>")
@login.page
def picture(slug: str, exercise_id: str, name: str) -> ResponseReturnValue:
    """A picture of the prompt; only what the bundle holds too can be had here."""
    exercise, _ = _visible(slug, exercise_id)
    kind = _PICTURES.get(name.rpartition(".")[2].lower())
    if kind is None or name not in bundled_names(exercise):
        abort(404)
    return Response((exercise.public_dir / name).read_bytes(), content_type=kind)


_PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}


@blueprint.post("/submissions")
@login.page
def submit(slug: str, exercise_id: str) -> ResponseReturnValue:
    """Take the files; on to the submission's page."""
    user = login.signed_in()
    files: list[UploadedFile] = uploaded_files()
    key = request.form.get("key") or None
    with writing() as db:
        assignment = visible_assignment(db, place_of(db, slug, user), exercise_id)
        pool = submissions.pool_of(exercise_of(assignment))
        row = submissions.submit(db, user, assignment, files, key, pool=pool)
    page = url_for("submission.show", submission_id=row.id)
    return (jsonify(id=row.id, page=page), 201) if login.wants_json() else redirect(page, 303)


def _visible(slug: str, exercise_id: str) -> tuple[Exercise, str]:
    """The exercise, and which of its items are the reader's."""
    user = login.signed_in()
    with reading() as db:
        assignment = visible_assignment(db, place_of(db, slug, user), exercise_id)
        return exercise_of(assignment), draw_of(assignment.id, user.id, assignment.exercise_id)


def _prompt(exercise: Exercise, slug: str) -> str:
    text = (exercise.public_dir / "README.md").read_text(encoding="utf-8")
    return render(
        text, lambda name: url_for("exercise.picture", slug=slug, exercise_id=exercise.id, name=name)
    )


def _counts(exercise: Exercise, mending: Set[str]) -> dict[str, int]:
    kinds = [check.visibility for check in exercise.checks if check.id not in mending]
    return {"public": kinds.count("public"), "hidden": kinds.count("hidden")}


def _download(data: bytes, name: str, kind: str) -> Response:
    response = Response(data, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
