"""What grading asks of the sandboxes: the class of the job and the value in force for its assignment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.courses.isolation import set_max_uses
from grader.courses.models import Assignment, Course
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.models import Job, Klass
from grader.judge.isolated import Judge
from grader.settings import ROOT
from grader.store.base import new_id, now
from grader.store.sessions import session_scope
from grader.submissions import services
from grader.submissions.author import Author
from grader.submissions.grading import Tools, grade_job
from grader.submissions.isolation import Isolation
from grader.submissions.keeping import Keeper
from grader.submissions.options import GradingOptions
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox

School = Any


class Asked:
    """A machine on which no process can be started, and that remembers what it was asked for."""

    def __init__(self) -> None:
        self.isolation: Isolation | None = None

    def take(self, exercise: Exercise, isolation: Isolation) -> GuestSandbox:
        self.isolation = isolation
        raise SandboxError("no process could be started")

    def author(self, batch: bool) -> GuestSandbox:
        raise SandboxError("no process could be started")


@pytest.fixture
def asked() -> Asked:
    return Asked()


GradeOne = Callable[..., None]


@pytest.fixture
def grade_one(school: School, asked: Asked, tmp_path: Path) -> GradeOne:
    """Hands one file in and has a worker take it up."""

    def grade(klass: Klass, options: GradingOptions | None = None) -> None:
        _grade_one(school, asked, tmp_path, klass, options)

    return grade


def _grade_one(
    school: School, asked: Asked, tmp_path: Path, klass: Klass, options: GradingOptions | None
) -> None:
    with session_scope(school.engine, write=True) as session:
        files = [UploadedFile("softmax.py", b"x = 1\n")]
        row = services.submit(session, school.ada, school.assignment, files, klass=klass)
        session.execute(update(Job).values(ready_at=now()))
        job = services.job_of(session, row.id)
        assert job is not None
        if options is not None:
            job = jobs.enqueue(session, row.id, klass, batch_id=new_id(), options=options)
        claimed = jobs.claim(session, "test", ("cpu",), job_id=job.id)
    assert claimed is not None
    tools = Tools(
        engine=school.engine,
        catalog=Catalog(ROOT / "exercises", ROOT / "reference"),
        judge=Judge(),
        take_student=asked.take,
        author=Author(asked.author),
        keeper=Keeper(school.engine),
        versions=tmp_path / "versions",
        max_upload_bytes=2**20,
        max_attempts=3,
        batch_max_uses=25,
    )
    with Heartbeat(tools.engine, claimed, 60) as heartbeat:
        grade_job(tools, claimed, heartbeat)


@pytest.mark.parametrize(("klass", "uses"), [("interactive", 1), ("batch", 25)])
def test_without_a_word_the_class_decides(asked: Asked, grade_one: GradeOne, klass: Klass, uses: int) -> None:
    grade_one(klass)
    assert asked.isolation == Isolation(uses, klass)


@pytest.mark.parametrize(("of_assignment", "uses"), [(None, 7), (1, 1)])
def test_the_course_and_its_assignment_have_their_say(
    school: School, asked: Asked, grade_one: GradeOne, of_assignment: int | None, uses: int
) -> None:
    with session_scope(school.engine, write=True) as session:
        set_max_uses(session, session.get_one(Course, school.course.id), 7)
        set_max_uses(session, session.get_one(Assignment, school.assignment.id), of_assignment)
    grade_one("batch")
    assert asked.isolation == Isolation(uses, "batch")


@pytest.mark.parametrize(
    ("of_course", "wanted", "uses"), [(None, 50, 50), (None, 3, 3), (7, 50, 7), (7, 3, 3), (1, 100, 1)]
)
def test_a_regrade_has_its_say_but_never_beyond_the_course(
    school: School, asked: Asked, grade_one: GradeOne, of_course: int | None, wanted: int, uses: int
) -> None:
    with session_scope(school.engine, write=True) as session:
        set_max_uses(session, session.get_one(Course, school.course.id), of_course)
    grade_one("batch", GradingOptions(max_uses=wanted, image="mine:1"))
    assert asked.isolation == Isolation(uses, "batch", "mine:1")
