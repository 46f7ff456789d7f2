"""For instructors: one regrade. What would change, and what is behind it?"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.regrades import requests
from grader.regrades.exchange import export
from grader.reporting.difference import csv_lines
from grader.submissions.models import Decision
from grader.web import login
from grader.web.context import reading
from grader.web.drafts import Draft
from grader.web.regrades import kept, words
from grader.web.regrades.flakes import Flakes, flakes_of
from grader.web.regrades.heads import NOW, Head, decision_of, head_of
from grader.web.regrades.pictures import histograms
from grader.web.regrades.reach import reaches, students_of
from grader.web.regrades.tables import OUTCOMES, matching, part_of, wanted_of
from grader.web.regrades.titles import titles_of

blueprint = Blueprint("regrade", __name__, url_prefix="/instructor/courses/<slug>/regrades/<regrade_id>")


@blueprint.get("")
@login.page
def show(slug: str, regrade_id: str) -> ResponseReturnValue:
    """The whole page."""
    return page_of(slug, regrade_id, Draft())


@blueprint.get("/progress")
@login.page
def how_far(slug: str, regrade_id: str) -> ResponseReturnValue:
    """How far it is, for our script."""
    with reading() as db:
        head = head_of(db, slug, regrade_id)
    found = head.progress
    return jsonify(
        **found.model_dump(mode="json"),
        share=found.share,
        headline=words.headline(head.regrade, found),
        pace=words.pace(found),
    )


@blueprint.get("/difference.csv")
@login.page
def as_csv(slug: str, regrade_id: str) -> ResponseReturnValue:
    """The rows that match the address, all of them, in its order."""
    with reading() as db:
        head = head_of(db, slug, regrade_id)
        decision = decision_of(head.made, request.args.get("of", ""))
        outcome = kept.seen(db, kept_here(), head.regrade, decision).outcome
    rows = tuple(matching(outcome, wanted_of(request.args)))
    lines = "".join(csv_lines(outcome.model_copy(update={"rows": rows})))
    return _download(lines.encode(), "text/csv; charset=utf-8", f"{regrade_id}-difference.csv")


@blueprint.get("/export")
@login.page
def as_file(slug: str, regrade_id: str) -> ResponseReturnValue:
    """The regrade as a file, which can be imported again."""
    with reading() as db:
        data = export(db, head_of(db, slug, regrade_id).regrade)
    return _download(data, "application/zip", f"{regrade_id}.zip")


def kept_here() -> kept.Shelf:
    """The differences that this server keeps."""
    shelf = current_app.extensions.setdefault("regrade_differences", kept.Shelf())
    assert isinstance(shelf, kept.Shelf)
    return shelf


def page_of(slug: str, regrade_id: str, draft: Draft) -> str:
    """The page, with what was written into its forms and could not be taken."""
    of = request.args.get("of", "")
    with reading() as db:
        head = head_of(db, slug, regrade_id)
        titles = titles_of(db, head.place.course)
        decision = decision_of(head.made, of)
        flakes = _flakes(db, head)
        waiting = requests.open_for(db, head.regrade.id)
        # A difference of thousands takes a moment, and changes with every report that comes in.
        wanted = head.regrade.kind != "flake" and (decision or of == NOW or not head.unfinished)
        shown = _difference(db, head, decision) if wanted else {}
    return render_template(
        "pages/regrade.html",
        head=head,
        place=head.place,
        regrade=head.regrade,
        progress=head.progress,
        decision=decision,
        flakes=flakes,
        titles=titles,
        waiting=waiting,
        chosen=list(words.chosen(head.regrade, titles)),
        draft=draft,
        of=of,
        words=words,
        **shown,
    )


def _flakes(db: Session, head: Head) -> Flakes | None:
    if head.regrade.kind != "flake" or head.unfinished:
        return None
    return flakes_of(db, head.regrade)


def _difference(db: Session, head: Head, decision: Decision | None) -> dict[str, object]:
    seen = kept.seen(db, kept_here(), head.regrade, decision)
    wanted = wanted_of(request.args)
    part = part_of(matching(seen.outcome, wanted), wanted.page)
    return {
        "seen": seen,
        "outcome": seen.outcome,
        "wanted": wanted,
        "part": part,
        "outcomes": OUTCOMES,
        "names": _names(db, [row.student.partition(" · ")[0] for row in part.rows]),
        "reach": None if decision else reaches(seen.lines),
        "people": students_of(seen.lines),
        "pictures": histograms(seen.outcome, applied=decision is not None),
    }


def _names(db: Session, logins: list[str]) -> dict[str, str]:
    query = select(User.login, User.name).where(User.login.in_(set(logins)))
    return {row.login: row.name for row in db.execute(query)}


def _download(data: bytes, kind: str, name: str) -> Response:
    response = Response(data, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
