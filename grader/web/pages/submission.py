"""The submission's page: first "is it working?", then "what is wrong, and what do I try?"."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.judge.report import Report
from grader.judge.views import for_student
from grader.renderers import summary, svg
from grader.submissions import services as submissions
from grader.submissions.adjustments import newest
from grader.submissions.models import Submission
from grader.submissions.search import usual_duration
from grader.web import login, rows, sources, streams
from grader.web.access import Work, exercise_or_none, work_of
from grader.web.context import context, reading
from grader.web.drafts import Draft
from grader.web.needs import needs_of
from grader.web.talk import talk_of

blueprint = Blueprint("submission", __name__, url_prefix="/submissions/<submission_id>")


@blueprint.get("")
@login.page
def show(submission_id: str) -> ResponseReturnValue:
    """Everything about one submission; a script fills in what is still to come."""
    return page_of(submission_id, Draft())


def page_of(submission_id: str, draft: Draft) -> str:
    """The page, with what was written into one of its forms and could not be taken."""
    with reading() as db:
        work = work_of(db, submission_id, login.signed_in())
        page = _page(db, work, draft)
    return render_template("pages/submission.html", **page)


@blueprint.get("/events")
@login.page
def events(submission_id: str) -> ResponseReturnValue:
    """What happens, as it happens."""
    with reading() as db:
        work_of(db, submission_id, login.signed_in())
    return streams.respond(submission_id)


@blueprint.get("/progress")
@login.page
def progress(submission_id: str) -> ResponseReturnValue:
    """The same for a browser that asks again and again."""
    with reading() as db:
        submission = work_of(db, submission_id, login.signed_in()).submission
        found = submissions.events_after(db, submission_id, streams.last_event_id())
        position = submissions.queue_position(db, submission)
    return jsonify(
        state=submission.state, position=position, events=[streams.as_data(event) for event in found]
    )


@blueprint.get("/files/<name>")
@login.page
def file(submission_id: str, name: str) -> ResponseReturnValue:
    """One file exactly as it was uploaded; always a download, never shown by the browser."""
    with reading() as db:
        work_of(db, submission_id, login.signed_in())
        found = next((one for one in submissions.files_of(db, submission_id) if one.name == name), None)
    if found is None:
        abort(404)
    response = Response(found.data, content_type="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


def visible_report(db: Session, work: Work) -> Report | None:
    """The report that counts, as this person may see it."""
    row = submissions.counting_report(db, work.submission.id)
    if row is None:
        return None
    return row.report() if work.place.teaches else for_student(row.report())


def _page(db: Session, work: Work, draft: Draft) -> dict[str, object]:
    submission, assignment = work.submission, work.assignment
    # While it is graded again, the page shows the new run rather than the old report.
    report = visible_report(db, work) if submission.state == "done" else None
    exercise = exercise_or_none(assignment)
    student = db.get_one(User, submission.user_id)
    files = submissions.files_of(db, submission.id)
    attempts = submissions.history(db, student, assignment)
    happened = submissions.events_after(db, submission.id)
    ids = [attempt.id for attempt in attempts]
    talk = talk_of(db, work, login.signed_in(), draft)
    return {
        "work": work,
        "place": work.place,
        "submission": submission,
        "assignment": assignment,
        "exercise": exercise,
        "student": student,
        "manual": exercise.manual if exercise else None,
        "report": report,
        "needs": needs_of(db, exercise),
        "rows": rows.from_report(report) if report else rows.while_waiting(exercise, happened),
        "files": files,
        "sources": sources.show(files, exercise, report, context().settings.max_upload_mb * 2**20),
        "attempts": attempts,
        "number": _number(attempts, submission),
        "reports": submissions.counting_reports(db, ids),
        "given": newest(db, ids),
        "talk": talk,
        "score": talk.score(report) if report else 0.0,
        "position": submissions.queue_position(db, submission),
        "usual": usual_duration(db, assignment.exercise_id),
        "last_event": happened[-1].id if happened else 0,
        "summary": summary,
        "draw": svg.draw,
    }


def _number(attempts: list[Submission], submission: Submission) -> int:
    """Which of the person's submissions this is, from 1."""
    return len(attempts) - [attempt.id for attempt in attempts].index(submission.id)
