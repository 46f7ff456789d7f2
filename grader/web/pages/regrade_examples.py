"""For instructors: one check of one submission before and after, side by side, with the code."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.judge.report import CheckResult, Report
from grader.regrades.errors import RegradeUnknown
from grader.regrades.lines import Line, Scored
from grader.renderers import svg
from grader.submissions import services as submissions
from grader.submissions.models import ReportRow, Submission
from grader.web import login, rows, sources
from grader.web.access import exercise_or_none
from grader.web.context import context, reading
from grader.web.pages.regrade import kept_here
from grader.web.regrades import kept
from grader.web.regrades.heads import decision_of, head_of
from grader.web.regrades.tables import examples

blueprint = Blueprint(
    "regrade_examples", __name__, url_prefix="/instructor/courses/<slug>/regrades/<regrade_id>"
)


@dataclass(frozen=True)
class Side:
    """The check in one of the two reports."""

    #: None where there is no report, or no such check in it.
    report: Report | None
    row: rows.Row | None


@blueprint.get("/example")
@login.page
def show(slug: str, regrade_id: str) -> ResponseReturnValue:
    """One submission that goes this way; the others are a click away."""
    check, way, of = (request.args.get(name, "") for name in ("check", "way", "of"))
    with reading() as db:
        head = head_of(db, slug, regrade_id)
        seen = kept.seen(db, kept_here(), head.regrade, decision_of(head.made, of))
        ids = examples(seen.outcome, check, way)
        at = _position(ids, request.args.get("submission", ""))
        line = next(line for line in seen.lines if line.submission_id == ids[at])
        page = _page(db, line, check)
    return render_template(
        "pages/regrade_example.html",
        head=head,
        place=head.place,
        regrade=head.regrade,
        check=check,
        line=line,
        at=at,
        ids=ids,
        here={"slug": slug, "regrade_id": regrade_id, "check": check, "way": way, "of": of},
        draw=svg.draw,
        **page,
    )


def _position(ids: list[str], wanted: str) -> int:
    """Where the named submission stands among them; the first one where none is named.

    :raises RegradeUnknown: the check comes out otherwise nowhere, or not for this submission.
    """
    if not ids or (wanted and wanted not in ids):
        raise RegradeUnknown
    return ids.index(wanted) if wanted else 0


def _page(db: Session, line: Line, check: str) -> dict[str, object]:
    submission = db.get_one(Submission, line.submission_id)
    assignment = submissions.assignment_of(db, submission)
    exercise = exercise_or_none(assignment)
    files = submissions.files_of(db, submission.id)
    # Of several exercises each check is named `exercise/check`.
    own = check.removeprefix(f"{assignment.exercise_id}/")
    before, after = _side(db, line.before, own, "before"), _side(db, line.after, own, "after")
    # The lines at fault are marked as the side says that failed.
    told = after if after.row is None or after.row.state != "passed" else before
    report = _only(told.report, own) if told.report else None
    return {
        "submission": submission,
        "assignment": assignment,
        "exercise": exercise,
        "student": db.get_one(User, submission.user_id),
        "own": own,
        "before": before,
        "after": after,
        "files": files,
        "sources": sources.show(files, exercise, report, context().settings.max_upload_mb * 2**20),
    }


def _side(db: Session, scored: Scored | None, check: str, name: str) -> Side:
    if scored is None:
        return Side(None, None)
    report = db.get_one(ReportRow, scored.id).report()
    result = next((one for one in report.checks if one.id == check), None)
    return Side(report, _row(result, name) if result else None)


def _row(result: CheckResult, name: str) -> rows.Row:
    # Both sides stand on one page, so the id of a row names the side.
    return rows.Row(
        f"{result.id}-{name}",
        result.title,
        result.visibility == "hidden",
        result.status,
        result.max_points,
        result.points,
        result,
        opened=True,
    )


def _only(report: Report, check: str) -> Report:
    """Without the other checks, whose remarks would stand between the lines."""
    return report.model_copy(update={"checks": tuple(one for one in report.checks if one.id == check)})
