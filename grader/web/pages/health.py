"""For load balancers and process managers: is it alive, can it serve."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from grader.errors import GraderError
from grader.store.migrate import require_current
from grader.web.context import context

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Database reachable, tables current, catalogue readable. Says which is not, never more."""
    checks = {"database": _database(), "catalogue": _catalogue()}
    good = all(answer == "ok" for answer in checks.values())
    return jsonify(status="ok" if good else "not ready", **checks), 200 if good else 503


def _database() -> str:
    try:
        require_current(context().engine)
    except SQLAlchemyError:
        return "cannot be reached"
    except GraderError as error:
        return error.message
    return "ok"


def _catalogue() -> str:
    try:
        return "ok" if context().catalog.all() else "there are no exercises"
    except GraderError as error:
        return error.message
