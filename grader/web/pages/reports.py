"""For instructors: one report of a submission as it is, whether it counts or not."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from grader.accounts.models import User
from grader.renderers import summary, svg
from grader.submissions import services as submissions
from grader.submissions.changes import lines_of
from grader.submissions.errors import SubmissionUnknown
from grader.submissions.models import ReportRow
from grader.web import login, rows, sources
from grader.web.access import exercise_or_none, work_of
from grader.web.context import context, reading

blueprint = Blueprint("reports", __name__, url_prefix="/submissions/<submission_id>/reports")


@blueprint.get("/<int:report_id>")
@login.page
def show(submission_id: str, report_id: int) -> ResponseReturnValue:
    """The checks as they came out then, nothing to change."""
    with reading() as db:
        work = work_of(db, submission_id, login.signed_in())
        if not work.place.teaches:
            raise SubmissionUnknown
        row = db.get(ReportRow, report_id) if report_id < 2**31 else None
        if row is None or row.submission_id != work.submission.id:
            abort(404)
        student = db.get_one(User, work.submission.user_id)
        files = submissions.files_of(db, work.submission.id)
        lines = lines_of(db, work.submission.id)
    report, exercise = row.report(), exercise_or_none(work.assignment)
    return render_template(
        "pages/report.html",
        work=work,
        place=work.place,
        submission=work.submission,
        assignment=work.assignment,
        exercise=exercise,
        student=student,
        row=row,
        report=report,
        rows=rows.from_report(report),
        counted=[line for line in lines if line.change.report_id == row.id],
        sources=sources.show(files, exercise, report, context().settings.max_upload_mb * 2**20),
        summary=summary,
        draw=svg.draw,
    )
