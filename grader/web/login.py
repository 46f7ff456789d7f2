"""Who is asking: a browser by its cookie, a program by its token. Pages and API never accept the other's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from grader.accounts import sessions
from grader.accounts.models import User
from grader.accounts.tokens import authenticate_token
from grader.errors import UsageError
from grader.web.context import context, reading, writing

COOKIE = "grader_session"
P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


class SignedOut(UsageError):
    """Our own script asks for somebody whose session has ended."""

    def __init__(self) -> None:
        super().__init__(
            "You are not signed in any more.", "Load the page again, sign in, then send it once more."
        )


def init(app: Flask) -> None:
    """Make the signed-in person known to templates."""
    app.context_processor(lambda: {"user": None if request_is_api() else current_user()})


def request_is_api() -> bool:
    """Whether a program asks, rather than a browser."""
    return request.path.startswith("/api/")


def wants_json() -> bool:
    """Whether a program or our own script asks."""
    return request_is_api() or request.accept_mimetypes.best in ("application/json", "text/event-stream")


def current_user() -> User | None:
    """The person this browser is signed in as."""
    if "user" not in g:
        token = request.cookies.get(COOKIE, "")
        g.user = None
        if token:
            with reading() as db:
                g.user = sessions.user_of(db, token)
    return g.user  # type: ignore[no-any-return]


def signed_in() -> User:
    """The same where `page` has made sure that there is one."""
    user = g.get("caller")
    assert isinstance(user, User)
    return user


def page(view: View[P]) -> View[P]:
    """A page for people who are signed in; others are sent to sign in and come back.

    :raises SignedOut: a script asks. It would follow the redirect and take the form for its answer.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        g.caller = current_user()
        if g.caller is None:
            if wants_json():
                raise SignedOut
            # What was to be sent is lost by a redirect, so only a reading address is remembered.
            back = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("auth.sign_in", next=back))
        return view(*args, **kwargs)

    return guarded


def bearer(view: View[P]) -> View[P]:
    """An address of the API: `Authorization: Bearer grd_...`; a cookie counts for nothing here."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        g.caller = authenticate_token(context().engine, token) if scheme.lower() == "bearer" else None
        if g.caller is None:
            raise Unauthorized("The request needs a valid API token. Make one on your account page.")
        return view(*args, **kwargs)

    return guarded


def sign_in(response: Response, user: User) -> None:
    """Start a session and put its token into the cookie; whatever token the browser had before ends."""
    with writing() as db:
        token = sessions.start(db, user, replaces=request.cookies.get(COOKIE, ""))
    session.clear()
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(sessions.LIFETIME.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def sign_out(response: Response) -> None:
    """End the session, in the database too."""
    with writing() as db:
        sessions.end(db, request.cookies.get(COOKIE, ""))
    session.clear()
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
