"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.accounts.errors import TooManyAttempts, WrongCredentials
from grader.accounts.services import authenticate
from grader.errors import GraderError
from grader.web import login
from grader.web.context import context

blueprint = Blueprint("auth", __name__)


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The form; somebody who is signed in already goes on."""
    if login.current_user():
        return redirect(_next())
    return _form()


@blueprint.post("/sign-in")
def start() -> ResponseReturnValue:
    """Check login and password."""
    name, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        user = authenticate(context().engine, name, password, request.remote_addr or "")
    except (WrongCredentials, TooManyAttempts) as error:
        return _form(name, error)
    response = redirect(_next(), 303)
    login.sign_in(make_response(response), user)
    return response


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    response = make_response(redirect(url_for("auth.sign_in"), 303))
    login.sign_out(response)
    return response


def _form(name: str = "", error: GraderError | None = None) -> ResponseReturnValue:
    answer = make_response(render_template("pages/sign_in.html", name=name, error=error, next=_next()))
    if isinstance(error, TooManyAttempts):
        answer.status_code = 429
        answer.headers["Retry-After"] = str(error.retry_after_s)
    elif error:
        answer.status_code = 422
    return answer


def _next() -> str:
    """Where to go on: an address of this site, whatever was asked for."""
    wanted = request.values.get("next", "")
    # A second slash or a backslash at the start would name another host; nothing further on can.
    inside = wanted.startswith("/") and wanted[1:2] not in ("/", "\\")
    return wanted if inside and wanted.isprintable() else url_for("course.home")
