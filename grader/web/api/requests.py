"""Ask for another look at one check, and read what was answered."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from grader.regrades import requests
from grader.regrades.requests import Asked
from grader.web import login
from grader.web.access import work_of
from grader.web.context import reading, writing

blueprint = Blueprint("api_requests", __name__, url_prefix="/api/v1/submissions/<submission_id>/requests")


@blueprint.get("")
@login.bearer
def index(submission_id: str) -> ResponseReturnValue:
    """Every request about the submission, newest first."""
    with reading() as db:
        work = work_of(db, submission_id, login.signed_in())
        found = requests.requests_about(db, work.submission.id)
    return jsonify(requests=[as_data(asked) for asked in found])


@blueprint.post("")
@login.bearer
def create(submission_id: str) -> ResponseReturnValue:
    """Ask; for the submission's student alone."""
    user, sent = login.signed_in(), request.get_json()
    if not isinstance(sent, dict) or not all(isinstance(sent.get(key), str) for key in ("check", "reason")):
        raise BadRequest("Send an object with the texts `check` and `reason`.")
    with writing() as db:
        submission = work_of(db, submission_id, user).submission
        row = requests.ask(db, user, submission, sent["check"], sent["reason"])
        found = requests.requests_about(db, submission.id)
    return jsonify(next(as_data(asked) for asked in found if asked.request.id == row.id)), 201


def as_data(asked: Asked) -> dict[str, str | None]:
    """One request as programs read it."""
    row = asked.request
    return {
        "id": row.id,
        "check": row.check_id,
        "title": asked.check.title,
        "state": row.state,
        "reason": row.reason,
        "asked_at": row.created_at.isoformat(),
        "answer": row.answer if row.state == "answered" else None,
        "answered_by": asked.instructor.name if asked.instructor else None,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
    }
