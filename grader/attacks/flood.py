"""Row C10: one person hands in a hundred times, and another waits behind them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from grader.attacks.field import Field

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from grader.accounts.models import User
    from grader.courses.models import Assignment
    from grader.submissions.models import Submission

_FLOOD = 100


def flooded(field: Field) -> str:
    """Where another person's submission stands; empty when nobody can push it back far."""
    return _position(limited=True)


def flooded_without_limit(field: Field) -> str:
    """The same queue, filled by a program that asks no one."""
    return _position(limited=False)


def _position(limited: bool) -> str:
    from grader.settings import Settings
    from grader.store.sessions import create_engine, session_scope
    from grader.submissions import services
    from grader.submissions.demo import seed_demo

    with tempfile.TemporaryDirectory(prefix="queue-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=f"sqlite:///{folder}/grader.db")
        seed_demo(settings)
        engine = create_engine(settings.url)
        try:
            with session_scope(engine, write=True) as session:
                flooder, other, assignment = _people(session)
                _flood(session, flooder, assignment, limited)
                waiting = _hand_in(session, other, assignment)
                place = services.queue_position(session, waiting) or 0
        finally:
            engine.dispose()
    return f"another's submission is number {place}" if place > services.QUEUE_LIMIT + 1 else ""


def _people(session: Session) -> tuple[User, User, Assignment]:
    from grader.accounts.services import user_by_login
    from grader.courses.services import assignments_of, course_by_slug
    from grader.submissions.demo import SLUG

    ada, ben = user_by_login(session, "ada"), user_by_login(session, "ben")
    assert ada is not None
    assert ben is not None
    return ada, ben, assignments_of(session, course_by_slug(session, SLUG))[0]


def _flood(session: Session, user: User, assignment: Assignment, limited: bool) -> None:
    from grader.jobs import services as jobs
    from grader.submissions.errors import QueueFull

    first = _hand_in(session, user, assignment)
    for _ in range(_FLOOD):
        try:
            if limited:
                _hand_in(session, user, assignment)
            else:
                jobs.enqueue(session, first.id)
        except QueueFull:
            continue


def _hand_in(session: Session, user: User, assignment: Assignment) -> Submission:
    from grader.intake.models import UploadedFile
    from grader.submissions import services

    return services.submit(session, user, assignment, [UploadedFile("answer.py", b"x = 1\n")])
