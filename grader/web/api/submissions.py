"""Hand in, and ask what came of it."""

from __future__ import annotations

import hashlib

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from grader.accounts.models import User
from grader.regrades.requests import requests_about
from grader.submissions import services as submissions
from grader.submissions.adjustments import newest
from grader.submissions.models import Adjustment
from grader.submissions.search import usual_duration
from grader.web import login, streams
from grader.web.access import Work, exercise_of, work_of
from grader.web.api.exercises import assignments_with
from grader.web.api.requests import as_data
from grader.web.context import reading, writing
from grader.web.pages.submission import visible_report
from grader.web.uploads import uploaded_files

blueprint = Blueprint("api_submissions", __name__, url_prefix="/api/v1/submissions")


@blueprint.post("")
@login.bearer
def create() -> ResponseReturnValue:
    """Store the files and a job; 202, because the grading is still to come."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("Send the files as multipart/form-data.")
    user, files = login.signed_in(), uploaded_files()
    exercise_id, slug = _field("exercise"), request.form.get("course", "")
    if not exercise_id:
        raise BadRequest("The field `exercise` is missing.")
    with writing() as db:
        found = assignments_with(db, user, exercise_id, slug)
        if len(found) > 1:
            names = ", ".join(course.slug for course, _ in found)
            raise BadRequest(f"Several of your courses have this exercise. Add the field `course`: {names}.")
        assignment = found[0][1]
        pool = submissions.pool_of(exercise_of(assignment))
        key = request.headers.get("Idempotency-Key")
        row = submissions.submit(db, user, assignment, files, key, pool=pool)
        body = _body(db, work_of(db, row.id, user))
    return jsonify(body), 202, {"Location": url_for("api_submissions.show", submission_id=row.id)}


@blueprint.get("/<submission_id>")
@login.bearer
def show(submission_id: str) -> ResponseReturnValue:
    """State, and the report when there is one."""
    with reading() as db:
        return jsonify(_body(db, work_of(db, submission_id, login.signed_in())))


@blueprint.get("/<submission_id>/events")
@login.bearer
def events(submission_id: str) -> ResponseReturnValue:
    """What happens, as it happens."""
    with reading() as db:
        work_of(db, submission_id, login.signed_in())
    return streams.respond(submission_id)


def _field(name: str) -> str:
    return request.form.get(name, "").strip()


def _body(db: Session, work: Work) -> dict[str, object]:
    submission, assignment = work.submission, work.assignment
    report = visible_report(db, work)
    given = newest(db, [submission.id]).get(submission.id)
    return {
        "id": submission.id,
        "exercise": assignment.exercise_id,
        "course": work.place.course.slug,
        "student": db.get_one(User, submission.user_id).login,
        "state": submission.state,
        "late": submission.late,
        "created_at": submission.created_at.isoformat(),
        "position": submissions.queue_position(db, submission),
        "usual_duration_s": usual_duration(db, assignment.exercise_id),
        "files": [
            {"name": file.name, "size": len(file.data), "sha256": hashlib.sha256(file.data).hexdigest()}
            for file in submissions.files_of(db, submission.id)
        ],
        "report": report.model_dump(mode="json") if report else None,
        "points_by_hand": _by_hand(given),
        "requests": [as_data(asked) for asked in requests_about(db, submission.id)],
        "page": url_for("submission.show", submission_id=submission.id),
    }


def _by_hand(given: Adjustment | None) -> dict[str, object] | None:
    if given is None:
        return None
    return {"points": given.points, "comment": given.comment, "at": given.created_at.isoformat()}
