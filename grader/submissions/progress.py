"""Events that tell a waiting student what happens. Every one is written only while the job is still ours."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from grader.jobs import services as jobs
from grader.jobs.services import Claimed
from grader.judge.events import Event
from grader.judge.views import event_for_student
from grader.store.sessions import session_scope
from grader.submissions.models import EventRow

#: In the order of a smooth grading; `claimed` begins a new attempt, `retrying` ends one that failed through
#: a fault of ours, `done` and `cancelled` end the grading.
KINDS = (
    "queued",  # {}
    "claimed",  # {"attempt": n}
    "loading",  # {}
    "check_started",  # {"id": check}
    "check_finished",  # {"result": CheckResult as a student may see it}
    "diagnosing",  # {}
    "retrying",  # {}
    "done",  # {"verdict", "score", "max_score"}
    "cancelled",  # {}
)


class NotOurs(Exception):
    """The job was taken by another worker, or stopped; whatever is done for it now is in vain."""


class Progress:
    """Writes the events of one claimed job; none of a regrade's, because nobody waits for it."""

    def __init__(self, engine: Engine, claimed: Claimed) -> None:
        self._engine = engine
        self._claimed = claimed

    def say(self, kind: str, **body: Any) -> None:
        """Write one event.

        :raises NotOurs: the job is not ours any more; nothing was written.
        """
        if self._claimed.batch_id is not None:
            return
        with session_scope(self._engine, write=True) as session:
            if not jobs.held(session, self._claimed.job_id, self._claimed.attempt):
                raise NotOurs
            add_event(session, self._claimed.submission_id, kind, **body)

    def judged(self, event: Event) -> None:
        """Write what the judge tells, as far as a student may see it.

        :raises NotOurs: as for `say`.
        """
        body = event_for_student(event).model_dump(mode="json", exclude={"event"})
        self.say(event.event, **body)


def add_event(session: Session, submission_id: str, kind: str, **body: Any) -> None:
    """Add an event in the caller's transaction."""
    assert kind in KINDS, kind
    session.add(EventRow(submission_id=submission_id, kind=kind, body=body))
