"""For instructors: pause a regrade, let it go on, end it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from grader.regrades import services
from grader.web import login
from grader.web.context import writing
from grader.web.regrades.heads import head_of

blueprint = Blueprint(
    "regrade_going", __name__, url_prefix="/instructor/courses/<slug>/regrades/<regrade_id>"
)


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
