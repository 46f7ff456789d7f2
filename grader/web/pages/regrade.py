"""For instructors: one regrade. What would change, and what is behind it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.regrades import requests, services
from grader.regrades.deciding import Made, decisions
from grader.regrades.errors import RegradeUnknown
from grader.regrades.exchange import export
from grader.regrades.models import Regrade
from grader.regrades.progress import Progress, progress
from grader.reporting.difference import csv_lines
from grader.submissions.models import Decision
from grader.web import login
from grader.web.access import Place, taught_place
from grader.web.context import reading, writing
from grader.web.drafts import Draft
from grader.web.regrades import kept, words
from grader.web.regrades.flakes import Flakes, flakes_of
from grader.web.regrades.pictures import histograms
from grader.web.regrades.reach import reaches, students_of
from grader.web.regrades.tables import OUTCOMES, matching, part_of, wanted_of
from grader.web.regrades.titles import titles_of

blueprint = Blueprint("regrade", __name__, url_prefix="/instructor/courses/<slug>/regrades/<regrade_id>")

#: In the address: what would change now, rather than what was applied.
NOW = "now"


@dataclass(frozen=True)
class Head:
    """What every view of a regrade needs."""

    place: Place
    regrade: Regrade
    by: User | None
    progress: Progress
    #: Oldest first.
    made: list[Made]

    @property
    def active(self) -> list[Made]:
        """What is applied of it at this moment."""
        return [made for made in self.made if made.decision.kind == "apply" and not made.taken_back]

    @property
    def unfinished(self) -> bool:
        """Whether it may still change by itself."""
        return self.progress.state in words.UNFINISHED


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


@blueprint.post("/pause")
@login.page
def pause(slug: str, regrade_id: str) -> ResponseReturnValue:
    """Begin nothing more of it for now."""
    with writing() as db:
        services.pause(db, head_of(db, slug, regrade_id).regrade)
    flash("Paused. What is being graded at this moment still comes in.")
    return back(slug, regrade_id)


@blueprint.post("/resume")
@login.page
def resume(slug: str, regrade_id: str) -> ResponseReturnValue:
    """Let it go on."""
    with writing() as db:
        services.resume(db, head_of(db, slug, regrade_id).regrade)
    flash("It goes on.")
    return back(slug, regrade_id)


@blueprint.post("/cancel")
@login.page
def cancel(slug: str, regrade_id: str) -> ResponseReturnValue:
    """End it; what is there stays."""
    with writing() as db:
        services.cancel(db, head_of(db, slug, regrade_id).regrade)
    flash("Cancelled. What was graded until now can still be looked at and applied.")
    return back(slug, regrade_id)


def back(slug: str, regrade_id: str) -> ResponseReturnValue:
    """To the page of the regrade."""
    return redirect(url_for("regrade.show", slug=slug, regrade_id=regrade_id), 303)


def head_of(db: Session, slug: str, regrade_id: str) -> Head:
    """The regrade with what has become of it.

    :raises CourseUnknown, RegradeUnknown: it is none of this course, or the person does not teach it.
    """
    place = taught_place(db, slug, login.signed_in())
    row = services.get(db, place.course, regrade_id)
    by = db.get(User, row.user_id) if row.user_id else None
    return Head(place, row, by, progress(db, row), decisions(db, row))


def decision_of(made: Sequence[Made], of: str) -> Decision | None:
    """What is to be shown: a decision, or None for what would change now.

    :param of: a decision's id, `now`, or nothing: then what is applied, if anything is.
    :raises RegradeUnknown: there is no such decision.
    """
    applied = [one for one in made if one.decision.kind == "apply"]
    if of == NOW:
        return None
    if of:
        found = next((one.decision for one in applied if one.decision.id == of), None)
        if found is None:
            raise RegradeUnknown
        return found
    return next((one.decision for one in reversed(applied) if not one.taken_back), None)


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
