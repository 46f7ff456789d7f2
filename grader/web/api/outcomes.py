"""What a regrade would change, and which of it counts: the difference, apply, take back."""

from __future__ import annotations

from typing import Any, Literal

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from grader.regrades import deciding
from grader.regrades.choice import MOST_NAMED
from grader.regrades.describing import described
from grader.regrades.errors import ChoiceInvalid, NotNow
from grader.regrades.lines import assignments_in
from grader.regrades.models import Regrade
from grader.regrades.outcome import agreement_of, difference_of
from grader.reporting.difference import as_csv
from grader.submissions.models import Decision
from grader.web import login
from grader.web.api.regrades import answer, regrade_of, sent_object, words
from grader.web.context import reading, writing

blueprint = Blueprint("api_outcomes", __name__, url_prefix="/api/v1/courses/<slug>/regrades/<regrade_id>")


@blueprint.get("/difference")
@blueprint.get("/difference.csv", endpoint="table")
@login.bearer
def difference(slug: str, regrade_id: str) -> ResponseReturnValue:
    """What applying it would change now, or what a decision has changed; as JSON or as a table."""
    with reading() as db:
        row = regrade_of(db, slug, regrade_id)
        named = request.args.get("decision")
        decision = _decision(db, row, named) if named else None
        found = difference_of(db, row, decision=decision, exercise=_exercise(db, row))
    best = request.accept_mimetypes.best_match(["application/json", "text/csv"], "application/json")
    if request.path.endswith(".csv") or best == "text/csv":
        response = Response(as_csv(found), content_type="text/csv; charset=utf-8")
        response.headers.set("Content-Disposition", "attachment", filename=f"difference-{regrade_id}.csv")
        return response
    return answer(found)


@blueprint.get("/agreement")
@login.bearer
def agreement(slug: str, regrade_id: str) -> ResponseReturnValue:
    """Which checks did not judge the same work alike."""
    with reading() as db:
        row = regrade_of(db, slug, regrade_id)
        if row.kind != "flake":
            raise NotNow("This regrade grades each submission once.", "Look at its difference instead.")
        return answer(agreement_of(db, row, _exercise(db, row)))


@blueprint.post("/apply")
@login.bearer
def apply(slug: str, regrade_id: str) -> ResponseReturnValue:
    """Let proposed reports count, as they were seen."""
    sent, user_id = sent_object(), login.signed_in().id
    digest, reason, which = words(sent, "digest"), words(sent, "reason"), _which(sent)
    with writing() as db:
        row = regrade_of(db, slug, regrade_id)
        partial = sent.get("partial") is True
        deciding.apply(db, row, digest=digest, which=which, user_id=user_id, reason=reason, partial=partial)
        return answer(described(db, row))


@blueprint.post("/take-back")
@login.bearer
def take_back(slug: str, regrade_id: str) -> ResponseReturnValue:
    """Undo everything that is applied of it, or one decision."""
    sent, user_id = sent_object(), login.signed_in().id
    reason, named = words(sent, "reason"), words(sent, "decision")
    with writing() as db:
        row = regrade_of(db, slug, regrade_id)
        target = _decision(db, row, named) if named else row
        deciding.take_back(db, target, user_id=user_id, reason=reason)
        return answer(described(db, row))


def _which(sent: dict[str, Any]) -> Literal["all", "rises"] | list[str]:
    only = sent.get("only", "all")
    if only in ("all", "rises"):
        return "rises" if only == "rises" else "all"
    if isinstance(only, list) and 0 < len(only) <= MOST_NAMED and all(isinstance(one, str) for one in only):
        return only
    raise BadRequest("`only` is `all`, `rises`, or a list of ids of submissions.")


def _exercise(db: Session, row: Regrade) -> str | None:
    wanted = request.args.get("exercise")
    if wanted is not None and wanted not in (known := assignments_in(db, row).values()):
        raise ChoiceInvalid(
            f"exercise: the regrade has no exercise {wanted[:70]!r}.", f"It has {', '.join(known)}."
        )
    return wanted


def _decision(db: Session, row: Regrade, decision_id: str) -> Decision:
    """The decision, if it is about this regrade: nobody takes back what belongs to another course."""
    for made in deciding.decisions(db, row):
        if made.decision.id == decision_id:
            return made.decision
    raise ChoiceInvalid(
        f"decision: the regrade has no decision {decision_id[:40]!r}.", "GET the regrade: it lists them."
    )
