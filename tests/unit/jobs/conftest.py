"""Jobs to work with, without files, sandboxes or reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.courses.models import Assignment, Course
from grader.jobs import services as jobs
from grader.jobs.models import Job, Klass, Pool
from grader.store.sessions import session_scope
from grader.submissions.models import Submission

AddJob = Callable[..., Job]


@pytest.fixture
def add_job(database: Engine) -> AddJob:
    """Adds a job of a new submission, of the one student in the one course."""

    def add(klass: Klass = "interactive", pool: Pool = "cpu", **more: Any) -> Job:
        with session_scope(database, write=True) as session:
            _people(session)
            submission = Submission(assignment_id="a1", user_id="ada")
            session.add(submission)
            session.flush()
            return jobs.enqueue(session, submission.id, klass, pool, **more)

    return add


def _people(session: Session) -> None:
    if session.get(User, "ada") is None:
        session.add(User(id="ada", login="ada", name="Ada", password_hash=""))
        session.add(Course(id="ml", slug="ml", title="ML"))
        session.flush()
        session.add(Assignment(id="a1", course_id="ml", exercise_id="t-softmax-ce", position=1))
        session.flush()
