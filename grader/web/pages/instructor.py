"""For instructors: every submission of an exercise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from grader.catalog.models import Manual
from grader.courses.isolation import max_uses_for
from grader.renderers import csv
from grader.submissions.search import Filters, Found, search
from grader.web import login
from grader.web.access import exercise_or_none, taught_place, visible_assignment
from grader.web.context import reading

blueprint = Blueprint("instructor", __name__, url_prefix="/instructor/courses/<slug>/exercises/<exercise_id>")

T = TypeVar("T", bound=str)

PAGE_ROWS = 100
#: A CSV has every row that matches, up to this many.
CSV_ROWS = 100_000
COLUMNS = ("id", "login", "name", "handed_in", "state", "verdict", "score", "max_score", "late", "by_hand")


@blueprint.get("/submissions")
@login.page
def table(slug: str, exercise_id: str) -> ResponseReturnValue:
    """The table; its filters are in the address, so that it can be linked to."""
    filters = read_filters(request.args)
    with reading() as db:
        place = taught_place(db, slug, login.signed_in())
        assignment = visible_assignment(db, place, exercise_id)
        found = search(db, assignment, filters)
    exercise = exercise_or_none(assignment)
    return render_template(
        "pages/submissions.html",
        place=place,
        assignment=assignment,
        exercise=exercise,
        manual=exercise.manual if exercise else None,
        interactive=max_uses_for(place.course, assignment, "interactive", 1),
        filters=filters,
        page=found,
        shown={key: value for key, value in request.args.items() if value and key != "cursor"},
    )


@blueprint.get("/submissions.csv")
@login.page
def as_csv(slug: str, exercise_id: str) -> ResponseReturnValue:
    """The rows that match the filters, all of them."""
    filters = replace(read_filters(request.args), limit=CSV_ROWS, cursor="")
    with reading() as db:
        place = taught_place(db, slug, login.signed_in())
        assignment = visible_assignment(db, place, exercise_id)
        found = search(db, assignment, filters)
    exercise = exercise_or_none(assignment)
    manual = exercise.manual if exercise else None
    response = Response("".join(_lines(found.rows, manual)), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{exercise_id}-submissions.csv")
    return response


def read_filters(args: MultiDict[str, str]) -> Filters:
    """What the address asks for; what cannot be read is not filtered by."""
    return Filters(
        student=args.get("student", "").strip()[:100],
        state=_one_of(args.get("state"), ("queued", "running", "done")),
        verdict=_one_of(args.get("verdict"), ("graded", "rejected", "infra_error")),
        score_below=args.get("score_below", type=float),
        late={"yes": True, "no": False}.get(args.get("late", "")),
        newest=args.get("newest") == "yes",
        ungiven=args.get("ungiven") == "yes",
        limit=PAGE_ROWS,
        cursor=args.get("cursor", "")[:26],
    )


def _one_of(value: str | None, choices: tuple[T, ...]) -> T | None:
    return next((choice for choice in choices if choice == value), None)


def _lines(rows: tuple[Found, ...], manual: Manual | None) -> Iterator[str]:
    yield csv.line(COLUMNS)
    for row in rows:
        submission, user, report, score = row.submission, row.user, row.report, row.score
        yield csv.line(
            (
                submission.id,
                user.login,
                user.name,
                submission.created_at.isoformat(),
                submission.state,
                report.verdict if report else "",
                f"{score.score:g}" if score else "",
                f"{score.max_score:g}" if score else "",
                "yes" if submission.late else "no",
                _by_hand(row, manual),
            )
        )


def _by_hand(row: Found, manual: Manual | None) -> str:
    """What was given by hand and is part of the score; `up to 4 to come` while it is not."""
    if row.adjustment is not None:
        return f"{row.adjustment.points:g}"
    return f"up to {manual.points:g} to come" if manual and row.score else ""
