"""The person's own account: tokens for the command line."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.accounts import tokens as service
from grader.accounts.errors import AccountInvalid
from grader.errors import GraderError
from grader.web import login
from grader.web.context import reading, writing

blueprint = Blueprint("account", __name__, url_prefix="/account")

#: Value of the form -> lifetime; None never ends.
LIFETIMES = {"120": timedelta(days=120), "365": timedelta(days=365), "": None}


@blueprint.get("/tokens")
@login.page
def tokens() -> ResponseReturnValue:
    """The tokens there are, and the form for a new one."""
    return _page()


@blueprint.post("/tokens")
@login.page
def create() -> ResponseReturnValue:
    """Make a token and show it, this once."""
    lifetime = LIFETIMES.get(request.form.get("days", "120"), LIFETIMES["120"])
    try:
        with writing() as db:
            _, text = service.create_token(db, login.signed_in(), request.form.get("name", ""), lifetime)
    except AccountInvalid as error:
        return _page(error=error), 422
    return _page(made=text), 201


@blueprint.post("/tokens/<token_id>/revoke")
@login.page
def revoke(token_id: str) -> ResponseReturnValue:
    """End one of the person's own tokens."""
    with writing() as db:
        gone = service.revoke_token(db, login.signed_in(), token_id)
    flash("The token is revoked; nothing can use it any more." if gone else "There is no such token.")
    return redirect(url_for("account.tokens"), 303)


def _page(made: str = "", error: GraderError | None = None) -> str:
    with reading() as db:
        rows = service.tokens_of(db, login.signed_in())
    return render_template(
        "pages/account.html", tokens=rows, made=made, error=error, server=request.host_url.rstrip("/")
    )
