"""A small university for the tests of the web: one course with people, another one with its instructor."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from grader.accounts import sessions
from grader.accounts.models import User
from grader.accounts.services import create_user, user_by_login
from grader.accounts.tokens import create_token
from grader.courses import services as courses
from grader.courses.models import Assignment
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.judge.report import CheckResult, Comparison, Details, Provenance, Report, SourceLine
from grader.regrades import services as regrades
from grader.regrades.choice import Choice
from grader.regrades.shelf import shelf_of
from grader.settings import ROOT, Settings
from grader.store.base import now
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine, session_scope
from grader.submissions import services as submissions
from grader.submissions.outcomes import store_report
from grader.web.app import create_app
from grader.web.context import Context
from grader.web.login import COOKIE

EXERCISE = "t-softmax-ce"
#: Opens tomorrow.
CLOSED = "t-pairwise"
#: Stands wherever a hidden check could leak; no student's page may hold it.
CANARY = "canary-7f3a"
#: Of a regrade.
REASON = "A check was mended."


@dataclass
class World:
    """The app, and short ways to act as somebody."""

    app: Flask
    engine: Engine
    exercise: ClassVar[str] = EXERCISE
    closed: ClassVar[str] = CLOSED
    canary: ClassVar[str] = CANARY
    users: dict[str, User] = field(default_factory=dict)

    def client(self, login: str | None = None) -> FlaskClient:
        """A browser, signed in as this person."""
        client = self.app.test_client()
        if login:
            with session_scope(self.engine, write=True) as db:
                token = sessions.start(db, self.users[login])
            client.set_cookie(COOKIE, token, samesite="Lax")
        return client

    def bearer(self, login: str) -> dict[str, str]:
        """Headers of a program that acts for this person."""
        with session_scope(self.engine, write=True) as db:
            _, text = create_token(db, self.users[login], "test")
        return {"Authorization": f"Bearer {text}"}

    def submit(self, login: str, *files: UploadedFile) -> str:
        """A submission that waits; its id."""
        with session_scope(self.engine, write=True) as db:
            row = submissions.submit(db, self.users[login], self._assignment(db), list(files) or [SOURCE])
            return row.id

    def grade(self, submission_id: str, report: Report) -> None:
        """End the submission with this report, as a worker does."""
        with session_scope(self.engine, write=True) as db:
            job = submissions.job_of(db, submission_id)
            assert job is not None
            claimed = jobs.claim(db, "test", ["cpu"], job_id=job.id)
            assert claimed is not None
        assert store_report(self.engine, claimed, report)

    def graded(self, login: str, report: Report | None = None, *files: UploadedFile) -> str:
        """A submission with a report; its id."""
        submission_id = self.submit(login, *files)
        self.grade(submission_id, report or make_report())
        return submission_id

    def grade_again(self, submission_id: str, report: Report) -> None:
        """Have the submission graded once more, in the ordinary way."""
        with session_scope(self.engine, write=True) as db:
            jobs.enqueue(db, submission_id)
        self.grade(submission_id, report)

    def regrade(self, reports: Mapping[str, Report | Sequence[Report]], **choice: Any) -> str:
        """A regrade by Ines whose proposals are these, by submission, as a worker leaves them; its id.

        What is not named is still to come. Of a submission that is graded several times, a report each.
        """
        with session_scope(self.engine, write=True) as db:
            course = courses.course_by_slug(db, "ml")
            shelf = shelf_of(self.app.extensions["grader"].settings, self.app.extensions["grader"].catalog)
            wanted = Choice.model_validate({"exercises": [EXERCISE], "which": "all", **choice})
            user = self.users["ines"].id
            made = regrades.create(db, course, wanted, user_id=user, reason=REASON, shelf=shelf)
            query = select(Job.id, Job.submission_id).where(Job.batch_id == made.id).order_by(Job.id)
            found = db.execute(query).all()
        left = {key: [one] if isinstance(one, Report) else list(one) for key, one in reports.items()}
        for job_id, submission_id in found:
            if left.get(submission_id):
                self._propose(job_id, left[submission_id].pop(0))
        return made.id

    def _propose(self, job_id: int, report: Report) -> None:
        with session_scope(self.engine, write=True) as db:
            claimed = jobs.claim(db, "here:1:0", ["cpu"], ("batch",), job_id=job_id)
        assert claimed is not None
        assert store_report(self.engine, claimed, report)

    @staticmethod
    def send(
        client: FlaskClient, url: str, data: dict[str, Any] | None = None, **kwargs: Any
    ) -> TestResponse:
        """Send a form as a browser does: with the token of a page it has loaded."""
        page = client.get("/account/tokens", follow_redirects=True).text
        token = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert token is not None
        return client.post(url, data={"csrf_token": token[1], **(data or {})}, **kwargs)

    @staticmethod
    def check(check_id: str, **changes: Any) -> CheckResult:
        """A public check that passed, unless told otherwise."""
        return make_check(check_id, **changes)

    @staticmethod
    def report(*checks: CheckResult, **changes: Any) -> Report:
        """A report; without checks one with a public failure and a hidden one that holds the canary."""
        return make_report(*checks, **changes)

    def _assignment(self, db: Any) -> Assignment:
        return courses.assignment_of(db, courses.course_by_slug(db, "ml"), EXERCISE)


SOURCE = UploadedFile("softmax.py", b"import torch\n\ndef softmax(x):\n    return x\n")


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with people and courses; copied for each test."""
    path = tmp_path_factory.mktemp("web") / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    upgrade(engine)
    with session_scope(engine, write=True) as db:
        people = {login: create_user(db, login, login.title(), "") for login in PEOPLE}
        for slug, members in COURSES.items():
            course = courses.create_course(db, slug, slug.upper(), "Europe/Zurich")
            for login, role in members.items():
                courses.enrol(db, course, people[login], role)  # type: ignore[arg-type]
            courses.add_assignment(db, course, EXERCISE, due_at=now() + timedelta(days=3))
            courses.add_assignment(db, course, CLOSED, opens_at=now() + timedelta(days=1))
    # Closing the last connection moves everything from the log into the file.
    engine.dispose()
    return path


PEOPLE = ("ada", "ben", "ines", "otto", "nora")
COURSES = {
    "ml": {"ada": "student", "ben": "student", "ines": "instructor"},
    "other": {"otto": "instructor"},
}


@pytest.fixture
def config(tmp_path: Path, template_database: Path) -> Settings:
    """Settings of a server whose database is a copy of the template."""
    shutil.copy(template_database, tmp_path / "grader.db")
    return Settings(
        data_dir=tmp_path, exercises=ROOT / "exercises", reference=ROOT / "reference", max_upload_mb=1
    )


@pytest.fixture
def world(config: Settings) -> Iterator[World]:
    """The app on a fresh database."""
    app = create_app(config)
    context: Context = app.extensions["grader"]
    with session_scope(context.engine) as db:
        users = {login: user_by_login(db, login) for login in PEOPLE}
    yield World(app, context.engine, {login: user for login, user in users.items() if user})
    context.engine.dispose()


def make_check(check_id: str, **changes: Any) -> CheckResult:
    """A public check that passed, unless told otherwise."""
    fields: dict[str, Any] = {
        "id": check_id,
        "title": f"Title of {check_id}.",
        "visibility": "public",
        "status": "passed",
        "points": 1.0,
        "max_points": 1.0,
    }
    return CheckResult(**(fields | changes))


def make_report(*checks: CheckResult, **changes: Any) -> Report:
    """A report with a public failure and a hidden one whose details hold the canary."""
    found = checks or (make_check("one_vector"), public_failure(), hidden_failure())
    fields: dict[str, Any] = {
        "exercise": EXERCISE,
        "exercise_version": "0" * 64,
        "verdict": "graded",
        "score": sum(check.points for check in found),
        "max_score": sum(check.max_points for check in found),
        "checks": found,
        "provenance": Provenance(
            seed=1, image="local", torch="2.13.0", python="3.11.7", device="cpu", grader="0.1.0"
        ),
    }
    return Report(**(fields | changes))


def public_failure() -> CheckResult:
    """Everything a public failure can show."""
    comparison = Comparison(
        expected="float32 tensor of shape (2, 3)",
        actual="float32 tensor of shape (2, 3)",
        max_difference=0.25,
        first_index="[1, 2]",
        expected_at="0.5",
        actual_at="0.75",
        differing=2,
        elements=6,
    )
    return make_check(
        "two_rows",
        status="failed",
        points=0.0,
        message="The rows of `softmax` do not sum to 1.",
        hint="Which axis?",
        misconception="axis-confusion",
        diagnosis="You normalised over the images of the batch.",
        details=Details(
            call="softmax(tensor([[1., 2., 3.]]))",
            comparison=comparison,
            exception="ValueError: no",
            traceback=(SourceLine(file="softmax.py", line=4, function="softmax", source="return x"),),
            stdout="printed by the student",
        ),
    )


def hidden_failure() -> CheckResult:
    """A hidden failure with the canary in every field that is for instructors."""
    return make_check(
        "shapes",
        visibility="hidden",
        status="failed",
        points=0.0,
        max_points=2.0,
        message="One shape is wrong.",
        hint="Try a batch.",
        details=Details(
            call=f"softmax({CANARY})",
            exception=f"ValueError: {CANARY}",
            traceback=(SourceLine(file="softmax.py", line=3, function="softmax", source=CANARY),),
            stdout=CANARY,
            author_traceback=CANARY,
        ),
    )
