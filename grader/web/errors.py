"""What goes wrong, as a page for people and as problem+json for programs (RFC 9457)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Flask, Response, current_app, g, json, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from grader.accounts.errors import TooManyAttempts
from grader.courses.errors import (
    CheckUnknown,
    CourseUnknown,
    NotEnrolled,
    NotInQuarantine,
    QuarantinedAlready,
    SolutionsClosed,
    WordsInvalid,
)
from grader.errors import AuthorError, GraderError, InfrastructureError, Rejected, UsageError
from grader.regrades.errors import (
    ChoiceInvalid,
    DifferenceChanged,
    FileInvalid,
    NothingMatches,
    NotNow,
    RegradeUnknown,
)
from grader.regrades.request_errors import (
    AnsweredAlready,
    AskedAlready,
    NotAskable,
    RequestUnknown,
    TooManyQuestions,
)
from grader.submissions.errors import (
    AdjustedMeanwhile,
    KeyReused,
    NotOpen,
    PointsInvalid,
    QueueFull,
    SubmissionUnknown,
)
from grader.submissions.services import MAX_FILES
from grader.web.context import context
from grader.web.login import SignedOut, wants_json

log = logging.getLogger(__name__)

#: The first class that fits decides.
STATUSES: tuple[tuple[type[GraderError], int], ...] = (
    (SignedOut, 401),
    (CourseUnknown, 404),
    (SubmissionUnknown, 404),
    (RequestUnknown, 404),
    (RegradeUnknown, 404),
    (NotEnrolled, 403),
    (NotOpen, 403),
    (SolutionsClosed, 403),
    (KeyReused, 409),
    (AskedAlready, 409),
    (AnsweredAlready, 409),
    (AdjustedMeanwhile, 409),
    (QuarantinedAlready, 409),
    (NotInQuarantine, 409),
    (NotNow, 409),
    (DifferenceChanged, 409),
    (NothingMatches, 422),
    (ChoiceInvalid, 422),
    (FileInvalid, 422),
    (WordsInvalid, 422),
    (PointsInvalid, 422),
    (NotAskable, 422),
    (CheckUnknown, 422),
    (QueueFull, 429),
    (TooManyQuestions, 429),
    (TooManyAttempts, 429),
    (Rejected, 422),
    (UsageError, 400),
    (AuthorError, 503),
    (InfrastructureError, 503),
)
#: Bytes of a refused upload that are still read, so that the browser sees the answer and not a broken line.
DRAIN_BYTES = 128 * 1024 * 1024
RETRY_S = 10


@dataclass(frozen=True)
class Problem:
    """One answer that says what is wrong."""

    status: int
    detail: str
    next_step: str = ""
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The status in words."""
        return HTTPStatus(self.status).phrase


def init(app: Flask) -> None:
    """Install the handlers; nothing else in the package turns an error into an answer."""
    app.register_error_handler(GraderError, _grader_error)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http_error)


def respond(problem: Problem) -> Response:
    """The problem in the form the caller reads."""
    if wants_json():
        body = {
            "type": "about:blank",
            "title": problem.title,
            "status": problem.status,
            "code": problem.code or problem.title.lower().replace(" ", "_"),
            "detail": problem.detail,
            "next_step": problem.next_step,
            "request_id": g.get("request_id", ""),
        }
        answer = Response(json.dumps(body), content_type="application/problem+json")
    else:
        page = render_template("pages/error.html", problem=problem, request_id=g.get("request_id", ""))
        answer = Response(page, content_type="text/html; charset=utf-8")
    answer.status_code = problem.status
    answer.headers.update(problem.headers)
    return answer


def status_of(error: GraderError) -> int:
    """The status of an answer that says this error."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 503)


def _grader_error(error: GraderError) -> ResponseReturnValue:
    status = status_of(error)
    if isinstance(error, AuthorError):
        log.error("exercise is broken: %s (request %s)", error, g.request_id)
        return respond(Problem(status, *_BROKEN_EXERCISE, code="exercise_broken"))
    if status == 503:
        log.error("%s (request %s)", error, g.request_id, exc_info=error)
    headers = {"Retry-After": str(_retry_after(error))} if status in (429, 503) else {}
    code = error.code if isinstance(error, Rejected) else _code(error)
    return respond(Problem(status, error.message, error.next_step, code, headers))


_BROKEN_EXERCISE = (
    "This exercise cannot be used at the moment. The fault is in the exercise, not in your work.",
    "Your instructor sees it on the course page; try again later.",
)


def _retry_after(error: GraderError) -> int:
    return error.retry_after_s if isinstance(error, TooManyAttempts) else RETRY_S


def _code(error: GraderError) -> str:
    """`KeyReused` -> `key_reused`."""
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _forged(error: CSRFError) -> ResponseReturnValue:
    return respond(
        Problem(400, "This form is no longer valid.", "Load the page again, then send it once more.")
    )


def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    _drain()
    limit = context().settings.max_upload_mb
    length = request.content_length
    if length is not None and length <= current_app.config["MAX_CONTENT_LENGTH"]:
        detail = "The upload has more parts, or longer fields, than are taken."
        return respond(Problem(413, detail, f"Send at most {MAX_FILES} files.", "too_many_parts"))
    return respond(
        Problem(
            413,
            f"The upload is larger than {limit} MB.",
            "Hand in the code alone. Large outputs of a notebook go away with Clear All Outputs.",
            "too_large",
        )
    )


def _drain() -> None:
    """Read and drop the rest of the body: a connection that is closed while the browser still sends shows as
    a network error there, and the sentence is never read."""
    stream, left = request.environ["wsgi.input"], DRAIN_BYTES
    while left > 0 and (block := stream.read(min(left, 1 << 20))):
        left -= len(block)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    headers = {"WWW-Authenticate": 'Bearer realm="grader"'} if status == 401 else {}
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        headers["Allow"] = ", ".join(allowed)
    if (wait := getattr(error, "retry_after", None)) is not None:
        headers["Retry-After"] = str(wait)
    known = _SENTENCES.get(status)
    detail, step = known or (error.description or "The request cannot be answered.", "")
    return respond(Problem(status, detail, step, headers=headers))


_SENTENCES = {
    404: ("There is no such page.", "It may be somebody else's, or the address may be mistyped."),
    405: ("This address does not take that kind of request.", ""),
    500: (
        "Something went wrong on our side. It is not your work.",
        "Try again; if it stays, name the number below.",
    ),
}
