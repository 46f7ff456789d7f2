"""For instructors: every regrade of a course, and how one comes out of a file."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.courses.errors import CourseUnknown, WordsInvalid
from grader.regrades import services
from grader.regrades.choice import choice_of
from grader.regrades.deciding import Made, decisions
from grader.regrades.errors import FileInvalid
from grader.regrades.importing import MOST_PACKED, import_
from grader.regrades.models import Regrade
from grader.regrades.progress import Progress, progress
from grader.web import login
from grader.web.access import taught_place
from grader.web.config import FORM_BYTES
from grader.web.context import reading, writing
from grader.web.drafts import Draft
from grader.web.errors import status_of
from grader.web.regrades.titles import titles_of
from grader.web.regrades.words import KINDS, UNFINISHED, headline, pace, symbol

blueprint = Blueprint("regrades", __name__, url_prefix="/instructor/courses/<slug>/regrades")

#: Regrades that are shown from the start, and after a click.
FIRST, MOST = 30, 1000


@dataclass(frozen=True)
class Line:
    """One regrade of the list."""

    regrade: Regrade
    #: None for the server's own terminal.
    by: User | None
    progress: Progress
    #: What counts of it now; else the last that was taken back.
    decision: Made | None
    exercises: tuple[str, ...]


@blueprint.get("")
@login.page
def show(slug: str) -> ResponseReturnValue:
    """The regrades, newest first."""
    return _page(slug, Draft())


@blueprint.url_value_preprocessor
def _allow_a_large_file(endpoint: str | None, values: dict[str, str] | None) -> None:
    """A regrade may be larger than anybody's homework. Before the form is read, and for instructors alone."""
    user = login.current_user() if endpoint == "regrades.import_file" else None
    if user is None or values is None:
        return
    try:
        with reading() as db:
            taught_place(db, values["slug"], user)
    except CourseUnknown:
        return  # The page itself says so.
    request.max_content_length = MOST_PACKED + FORM_BYTES


@blueprint.post("/import")
@login.page
def import_file(slug: str) -> ResponseReturnValue:
    """Make a regrade of a file; nothing counts before it is applied."""
    user, reason = login.signed_in(), request.form.get("reason", "")
    sent = request.files.get("file")
    try:
        with writing() as db:
            course = taught_place(db, slug, user).course
            if sent is None or not sent.filename:
                raise FileInvalid("No file was chosen.", "Choose a file that an export has made.")
            made = import_(db, course, sent.read(), user_id=user.id, reason=reason)
    except (FileInvalid, WordsInvalid) as error:
        return _page(slug, Draft("import", {"reason": reason}, error)), status_of(error)
    flash("The file is read. Nothing has changed for anyone.")
    return redirect(url_for("regrade.show", slug=slug, regrade_id=made.id), 303)


def _page(slug: str, draft: Draft) -> str:
    limit = MOST if request.args.get("all") == "yes" else FIRST
    with reading() as db:
        place = taught_place(db, slug, login.signed_in())
        found = services.listed(db, place.course, limit + 1)
        lines = [_line(db, regrade) for regrade in found[:limit]]
        titles = titles_of(db, place.course)
    return render_template(
        "pages/regrades.html",
        place=place,
        lines=lines,
        older=len(found) > limit and limit == FIRST,
        titles=titles,
        kinds=KINDS,
        symbol=symbol,
        unfinished=UNFINISHED,
        headline=headline,
        pace=pace,
        draft=draft,
    )


def _line(db: Session, regrade: Regrade) -> Line:
    applied = [made for made in decisions(db, regrade) if made.decision.kind == "apply"]
    active = [made for made in applied if not made.taken_back]
    choice = choice_of(regrade)
    return Line(
        regrade,
        db.get(User, regrade.user_id) if regrade.user_id else None,
        progress(db, regrade),
        next(reversed(active or applied), None),
        choice.exercises if choice else (),
    )
