"""The replay file of a submission: all of it for instructors, the public part for its student."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from grader.replays import file
from grader.replays.services import Shelf, build, report_of
from grader.web import login
from grader.web.access import work_of
from grader.web.context import context, reading

blueprint = Blueprint("api_replay", __name__, url_prefix="/api/v1/submissions")


@blueprint.get("/<submission_id>/replay")
@login.bearer
def show(submission_id: str) -> ResponseReturnValue:
    """The zip for `grader replay`."""
    settings = context().settings
    with reading() as db:
        work = work_of(db, submission_id, login.signed_in())
        # Other reports than the one that counts are proposals, which no student sees.
        number = _number() if work.place.teaches else None
        found = build(
            Shelf(db, context().catalog, settings.data_dir / "versions"),
            work.submission,
            report_of(db, work.submission, number),
            everything=work.place.teaches,
            max_upload_bytes=settings.max_upload_mb * 2**20,
        )
    response = Response(file.write(found), content_type="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"replay-{submission_id}.zip")
    response.headers.set("Cache-Control", "no-store")
    return response


def _number() -> int | None:
    text = request.args.get("report", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 18):
        raise BadRequest("`report` is the number of a report.")
    return int(text) if text else None
