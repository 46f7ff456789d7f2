"""A process killed in the middle of an apply, a take-back or the making of a regrade, on both databases:
afterwards it was never begun, and can be done."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from grader.courses.models import Course
from grader.jobs.models import Job
from grader.regrades import deciding, services
from grader.regrades.choice import Choice
from grader.regrades.models import Proposal, Regrade
from grader.store.sessions import create_engine, session_scope
from grader.submissions.models import Decision, ReportChange

Campus = Any
Act = Callable[[Session], object]
FORK = multiprocessing.get_context("fork")
WHO = ("ada", "ben", "cleo")


def killed(campus: Campus, act: Act, at: int) -> bool:
    """Do it in another process, which is killed at its flush of this number; False where there are fewer."""
    url = campus.engine.url.render_as_string(hide_password=False)
    campus.engine.dispose()
    process = FORK.Process(target=_act, args=(url, act, at))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _act(url: str, act: Act, at: int) -> None:
    flushes = 0
    with session_scope(create_engine(url), write=True) as session:

        @event.listens_for(session, "after_flush_postexec")
        def _(*_: object) -> None:
            nonlocal flushes
            flushes += 1
            if flushes == at:
                os.kill(os.getpid(), signal.SIGKILL)

        act(session)
        # The last moment before it is there for everybody.
        session.flush()
        if at == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def rows(campus: Campus) -> list[int]:
    with session_scope(campus.engine) as session:
        tables = (Regrade, Proposal, Job, Decision, ReportChange)
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.mark.parametrize("at", [1, 2, 0])
def test_killed_while_it_applies_and_while_it_takes_back(campus: Campus, at: int) -> None:
    submissions = [campus.graded(who, ["gradients"]) for who in WHO]
    regrade = campus.regrade()
    digest = campus.difference(regrade).digest

    def apply(session: Session) -> object:
        ours = session.get_one(Regrade, regrade.id)
        return deciding.apply(session, ours, digest=digest, user_id=None)

    def take_back(session: Session) -> object:
        ours = session.get_one(Regrade, regrade.id)
        return deciding.take_back(session, ours, user_id=None, reason="a slip")

    for act, before, after in ((apply, 7.0, 8.0), (take_back, 8.0, 7.0)):
        known = rows(campus)
        assert killed(campus, act, at)
        assert rows(campus) == known
        assert [campus.score(one) for one in submissions] == [before] * 3
        assert not killed(campus, act, 99)
        assert [campus.score(one) for one in submissions] == [after] * 3


@pytest.mark.parametrize("at", [1, 2, 0])
def test_killed_while_it_is_made(campus: Campus, at: int) -> None:
    for who in WHO:
        campus.graded(who)

    def create(session: Session) -> object:
        course = session.get_one(Course, campus.course.id)
        choice = Choice(exercises=("t-softmax-ce",))
        return services.create(session, course, choice, user_id=None, reason="mended", shelf=campus.shelf)

    known = rows(campus)
    assert killed(campus, create, at)
    assert rows(campus) == known
    assert not killed(campus, create, 99)
    assert rows(campus) == [1, 3, 6, 0, 3]
