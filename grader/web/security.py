"""Headers of every answer, and protection of forms against requests forged by other sites."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect

from grader.store.base import new_id

csrf = CSRFProtect()

#: No inline script or style anywhere; nothing from elsewhere. `data:` images are KaTeX's and nobody else's.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def init(app: Flask) -> None:
    """Install both."""
    csrf.init_app(app)
    # The functions of a blueprint run after these, so every page has its id.
    app.before_request(_number_request)
    app.after_request(_headers)


def _number_request() -> None:
    g.request_id = new_id()


def _headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        # Somebody else may use this browser next.
        headers.setdefault("Cache-Control", "no-store")
    return response
