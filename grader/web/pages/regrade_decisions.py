"""For instructors: have a regrade count, or take that back."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from grader.accounts.models import User
from grader.errors import UsageError
from grader.regrades import deciding
from grader.regrades.deciding import Made
from grader.regrades.errors import NotNow, RegradeUnknown
from grader.renderers.summary import plural
from grader.submissions.models import Decision
from grader.web import login
from grader.web.context import writing
from grader.web.drafts import Draft
from grader.web.errors import status_of
from grader.web.pages.regrade import kept_here, page_of
from grader.web.pages.regrade_going import back
from grader.web.regrades import kept
from grader.web.regrades.heads import Head, head_of
from grader.web.regrades.tables import matching, wanted_of

blueprint = Blueprint(
    "regrade_decisions", __name__, url_prefix="/instructor/courses/<slug>/regrades/<regrade_id>"
)

#: What students read when somebody takes a regrade back and says nothing.
NO_REASON = "The regrade was taken back; what counted before counts again."


@blueprint.post("/apply")
@login.page
def apply(slug: str, regrade_id: str) -> ResponseReturnValue:
    """Have the proposals count that were chosen; nothing at all where what was seen is not so any more."""
    user, form = login.signed_in(), request.form
    try:
        with writing() as db:
            head = head_of(db, slug, regrade_id)
            decision = _apply(db, head, user, form)
            done = _made(db, head, decision)
    except UsageError as error:
        if status_of(error) == 404:
            raise
        return page_of(slug, regrade_id, Draft("apply", form, error)), status_of(error)
    flash(f"Applied to {_many(done)}. The students can read your reason now.")
    return back(slug, regrade_id)


@blueprint.post("/take-back")
@login.page
def take_back(slug: str, regrade_id: str) -> ResponseReturnValue:
    """Have count again what counted before: one decision, or all that is applied of the regrade."""
    user, form = login.signed_in(), request.form
    reason = form.get("reason", "").strip() or NO_REASON
    try:
        with writing() as db:
            head = head_of(db, slug, regrade_id)
            target = _named(head, form.get("decision", ""))
            undone = deciding.take_back(db, target or head.regrade, user_id=user.id, reason=reason)
            done = [_made(db, head, decision) for decision in undone]
    except UsageError as error:
        if status_of(error) == 404:
            raise
        return page_of(slug, regrade_id, Draft("take back", form, error)), status_of(error)
    flash(f"Taken back for {', and for '.join(map(_many, done))}. It can be applied again.")
    return back(slug, regrade_id)


def _apply(db: Session, head: Head, user: User, form: MultiDict[str, str]) -> Decision:
    which = form.get("which", "")
    return deciding.apply(
        db,
        head.regrade,
        digest=form.get("digest", ""),
        which="all" if which == "all" else "rises" if which == "rises" else _rows(db, head, form, which),
        user_id=user.id,
        reason=form.get("reason", "").strip(),
        partial=form.get("partial") == "yes",
    )


def _rows(db: Session, head: Head, form: MultiDict[str, str], which: str) -> list[str]:
    """The submissions that are ticked, or those that match the filters of the table.

    :raises NotNow: there are none, or nobody has said which.
    """
    if which == "matching":
        outcome = kept.seen(db, kept_here(), head.regrade, None).outcome
        found = [row.submission for row in matching(outcome, wanted_of(form))]
    else:
        found = form.getlist("row") if which == "ticked" else []
    if not found:
        raise NotNow("No row is ticked, so nothing was applied.", "Tick rows of the table, or choose all.")
    return found


def _named(head: Head, decision_id: str) -> Decision | None:
    """:raises RegradeUnknown: no decision of this regrade is called so."""
    if not decision_id:
        return None
    found = next((made.decision for made in head.made if made.decision.id == decision_id), None)
    if found is None:
        raise RegradeUnknown
    return found


def _made(db: Session, head: Head, decision: Decision) -> Made:
    return next(one for one in deciding.decisions(db, head.regrade) if one.decision.id == decision.id)


def _many(made: Made) -> str:
    return f"{made.changed} {plural(made.changed, 'submission')}"
