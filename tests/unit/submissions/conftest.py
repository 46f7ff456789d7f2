"""A course with two students and an instructor, on both databases."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from grader.accounts.models import User
from grader.courses.models import Assignment, Course
from grader.courses.services import add_assignment, create_course, enrol
from grader.intake.models import UploadedFile
from grader.judge.report import Provenance, Report, Verdict
from grader.store.sessions import session_scope
from grader.submissions import outcomes, services
from grader.submissions.models import Submission

EXERCISE = "t-softmax-ce"


@dataclass(frozen=True)
class School:
    """What the tests need to hand in and to have things graded."""

    engine: Engine
    course: Course
    assignment: Assignment
    ada: User
    ben: User
    teacher: User

    def submit(self, user: User | None = None, text: str = "x = 1\n", key: str | None = None) -> Submission:
        """Hand in one file; as Ada unless said otherwise."""
        files = [UploadedFile("softmax.py", text.encode())]
        with session_scope(self.engine, write=True) as session:
            return services.submit(session, user or self.ada, self.assignment, files, key)

    def grade(self, submission: Submission, score: float, verdict: Verdict = "graded") -> None:
        """Store a report as a worker would."""
        from grader.jobs import services as jobs

        with session_scope(self.engine, write=True) as session:
            job = services.job_of(session, submission.id)
            if job is None or job.state != "queued":
                job = jobs.enqueue(session, submission.id)
            claimed = jobs.claim(session, "test", ("cpu",), job_id=job.id)
        assert claimed is not None
        assert outcomes.store_report(self.engine, claimed, report(score, verdict))

    @staticmethod
    def report(score: float, verdict: Verdict = "graded") -> Report:
        """A report without checks."""
        return report(score, verdict)


def report(score: float, verdict: Verdict = "graded") -> Report:
    """A report without checks."""
    provenance = Provenance(seed=1, image="", torch="", python="", device="", grader="")
    return Report(
        exercise=EXERCISE,
        exercise_version="v",
        verdict=verdict,
        score=score,
        max_score=8.0,
        checks=(),
        provenance=provenance,
    )


@pytest.fixture
def school(database: Engine) -> School:
    """One course, one assignment, nobody has handed in yet."""
    with session_scope(database, write=True) as session:
        people = [
            User(login=login, name=name, password_hash="")
            for login, name in (("ada", "Ada Ahn"), ("ben", "Ben Baker"), ("teacher", "Tomoko Teacher"))
        ]
        session.add_all(people)
        session.flush()
        course = create_course(session, "ml", "ML")
        for user in people:
            enrol(session, course, user, "instructor" if user.login == "teacher" else "student")
        assignment = add_assignment(session, course, EXERCISE)
    return School(database, course, assignment, *people)
