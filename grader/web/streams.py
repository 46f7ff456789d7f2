"""Server-sent events: what happens to a submission, as it happens."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from threading import BoundedSemaphore

from flask import Flask, Response, current_app, json, request
from sqlalchemy import Engine
from werkzeug.exceptions import ServiceUnavailable

from grader.store.sessions import session_scope
from grader.submissions import services as submissions
from grader.submissions.models import EventRow
from grader.web.context import context

_KEY = "grader.streams"
#: Seconds between two looks at the database.
LOOK_S = 0.2
#: Seconds without an event after which a comment shows that the line is alive.
HEARTBEAT_S = 15.0
#: Seconds a stream may live; the browser then connects again by itself.
LIFE_S = 300.0
RETRY_MS = 2000
#: Seconds after which a refused client may ask for a stream again.
RETRY_S = 10


def init(app: Flask, limit: int) -> None:
    """Allow this many streams at once: each holds a thread, and the pages need theirs."""
    app.extensions[_KEY] = BoundedSemaphore(limit)


def respond(submission_id: str) -> Response:
    """A stream of the submission's events, from the last one the client saw.

    :raises ServiceUnavailable: too many streams are open; clients ask again and again instead.
    """
    last, engine = last_event_id(), context().engine
    if last and _ended(engine, submission_id, last):
        # Any other answer makes a browser connect again for ever.
        return Response(status=204)
    slots: BoundedSemaphore = current_app.extensions[_KEY]
    if not slots.acquire(blocking=False):
        raise ServiceUnavailable(
            "Too many pages are waiting for news. Ask for the submission instead.", retry_after=RETRY_S
        )
    line = request.environ.get("gunicorn.socket")
    response = Response(
        _frames(engine, submission_id, last, line), content_type="text/event-stream; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(slots.release)
    return response


def last_event_id() -> int:
    """The number of the last event the client saw; 0 for a new one, or for what is no number."""
    text = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def as_data(event: EventRow) -> dict[str, object]:
    """The event as a program reads it."""
    return {"id": event.id, "kind": event.kind, "body": event.body}


def _ended(engine: Engine, submission_id: str, last: int) -> bool:
    with session_scope(engine) as db:
        done = submissions.get(db, submission_id).state == "done"
        return done and not submissions.events_after(db, submission_id, last)


def _frames(engine: Engine, submission_id: str, last: int, line: socket.socket | None) -> Iterator[str]:
    started = spoke = time.monotonic()
    shown: dict[str, object] = {}
    yield f"retry: {RETRY_MS}\n\n"
    while time.monotonic() - started < LIFE_S and not _closed(line):
        with session_scope(engine) as db:
            submission = submissions.get(db, submission_id)
            events = submissions.events_after(db, submission_id, last)
            state: dict[str, object] = {
                "state": submission.state,
                "position": submissions.queue_position(db, submission),
            }
        for event in events:
            last, spoke = event.id, time.monotonic()
            yield _frame(event.kind, event.body, event.id)
        if state != shown:
            shown, spoke = state, time.monotonic()
            yield _frame("state", state)
        if state["state"] == "done":
            yield _frame("end", {"state": "done"})
            return
        if time.monotonic() - spoke > HEARTBEAT_S:
            spoke = time.monotonic()
            yield ": still here\n\n"
        time.sleep(LOOK_S)


def _closed(line: socket.socket | None) -> bool:
    """Whether the browser has gone. Writing would tell too, but only at the next event, and until then a page
    that is loaded again and again would hold one stream after the other."""
    if line is None:
        return False
    try:
        return line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _frame(kind: str, body: object, number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {kind}\ndata: {json.dumps(body)}\n\n"
