"""A course with a real exercise, on both databases, and reports as workers leave them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from grader.accounts.models import User
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.courses.models import Assignment, Course
from grader.courses.services import add_assignment, create_course, enrol
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.judge.report import CheckResult, Provenance, Report, Verdict
from grader.regrades import deciding, outcome, services
from grader.regrades.choice import Choice
from grader.regrades.models import Regrade
from grader.regrades.shelf import Shelf
from grader.settings import ROOT
from grader.store.sessions import session_scope
from grader.submissions import outcomes
from grader.submissions.models import Decision, Submission
from grader.submissions.options import GradingOptions
from grader.submissions.services import submit

SOFTMAX, OTHER = "t-softmax-ce", "t-pairwise"
Reported = Callable[[str, GradingOptions], Report]


@dataclass
class Campus:
    """What the tests need to hand in, to have things graded, and to regrade them."""

    engine: Engine
    shelf: Shelf
    course: Course
    assignment: Assignment
    people: dict[str, User]
    folder: Path
    other: Assignment
    submissions: list[str] = field(default_factory=list)

    @property
    def exercise(self) -> Exercise:
        """As it is in the catalogue now."""
        return self.shelf.catalog.get(SOFTMAX)

    def change(self, file: str, old: str, new: str) -> None:
        """Change a file of the exercise, as an author would."""
        path = self.folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def hand_in(
        self, login: str = "ada", *, assignment: Assignment | None = None, text: str = "x = 1\n"
    ) -> str:
        """A submission that nobody has graded yet; its id."""
        with session_scope(self.engine, write=True) as session:
            files = [UploadedFile("softmax.py", b"x = 1\n")]
            row = submit(session, self.people[login], assignment or self.assignment, files)
            return row.id

    def graded(self, login: str = "ada", failed: Iterable[str] = (), **how: Any) -> str:
        """A submission with an ordinary report; its id."""
        submission_id = self.hand_in(login, assignment=how.pop("assignment", None))
        self.grade(submission_id, self.report(failed, **how))
        return submission_id

    def grade(self, submission_id: str, report: Report) -> None:
        """Grade it in the ordinary way."""
        with session_scope(self.engine, write=True) as session:
            query = select(Job).where(Job.submission_id == submission_id, Job.batch_id.is_(None))
            job = session.scalar(query.where(Job.state == "queued"))
            job = job or jobs.enqueue(session, submission_id)
            claimed = jobs.claim(session, "here:1:0", ("cpu",), job_id=job.id)
        assert claimed is not None
        assert outcomes.store_report(self.engine, claimed, report)

    def report(
        self,
        failed: Iterable[str] = (),
        *,
        verdict: Verdict = "graded",
        seed: int = 1,
        misconception: str | None = None,
        exercise: Exercise | None = None,
    ) -> Report:
        """A report in which these checks failed and all others passed."""
        return make_report(exercise or self.exercise, set(failed), verdict, seed, misconception)

    def create(self, reason: str = "a check was mended", **choice: Any) -> Regrade:
        """Begin a regrade of the exercise."""
        with session_scope(self.engine, write=True) as session:
            return services.create(
                session,
                self.course,
                Choice.model_validate({"exercises": [SOFTMAX], **choice}),
                user_id=self.people["teacher"].id,
                reason=reason,
                shelf=self.shelf,
            )

    def work(self, by: Reported | None = None, limit: int = 1000) -> int:
        """Do what is queued of regrades, as a worker does; how many jobs that were."""
        for done in range(limit):
            with session_scope(self.engine, write=True) as session:
                claimed = jobs.claim(session, "here:1:1", ("cpu",), ("batch",))
            if claimed is None:
                return done
            options = GradingOptions.model_validate(claimed.options or {})
            report = by(claimed.submission_id, options) if by else self.report()
            assert outcomes.store_report(self.engine, claimed, report)
        return limit

    def regrade(self, by: Reported | None = None, **choice: Any) -> Regrade:
        """A regrade whose proposals are all there; full points unless said otherwise."""
        regrade = self.create(**choice)
        self.work(by)
        return regrade

    def difference(self, regrade: Regrade, **options: Any) -> outcome.Outcome:
        """Its difference now."""
        with session_scope(self.engine) as session:
            return outcome.difference_of(session, regrade, **options)

    def apply(self, regrade: Regrade, **how: Any) -> Decision:
        """Apply it as somebody does who has looked a moment ago."""
        digest = how.pop("digest", None) or self.difference(regrade).digest
        with session_scope(self.engine, write=True) as session:
            ours = session.get_one(Regrade, regrade.id)
            teacher = self.people["teacher"].id
            return deciding.apply(session, ours, digest=digest, user_id=teacher, **how)

    def take_back(self, target: Regrade | Decision) -> list[Decision]:
        """Take it back."""
        with session_scope(self.engine, write=True) as session:
            ours = session.get_one(type(target), target.id)
            return deciding.take_back(session, ours, user_id=None, reason="a slip")

    def score(self, submission_id: str) -> float | None:
        """Points of the report that counts."""
        from grader.submissions.models import ReportRow

        with session_scope(self.engine) as session:
            report_id = session.get_one(Submission, submission_id).report_id
            return session.get_one(ReportRow, report_id).score if report_id is not None else None


def make_report(
    exercise: Exercise, failed: set[str], verdict: Verdict, seed: int, misconception: str | None = None
) -> Report:
    """A report as the judge writes it, small."""
    checks = tuple(
        CheckResult(
            id=check.id,
            title=check.title,
            visibility=check.visibility,
            status="not_run" if verdict != "graded" else "failed" if check.id in failed else "passed",
            points=0.0 if verdict != "graded" or check.id in failed else check.points,
            max_points=check.points,
            misconception=misconception if check.id in failed else None,
        )
        for check in exercise.checks
    )
    return Report(
        exercise=exercise.id,
        exercise_version=exercise.version,
        verdict=verdict,
        score=sum(check.points for check in checks),
        max_score=exercise.max_score,
        checks=checks,
        provenance=Provenance(seed=seed, image="", torch="", python="", device="", grader=""),
    )


@pytest.fixture
def campus(database: Engine, tmp_path: Path) -> Campus:
    """One course with two assignments and three students; nobody has handed in yet."""
    folders = {}
    for root in ("exercises", "reference"):
        folders[root] = tmp_path / root
        for source in (ROOT / root).glob(f"*/{SOFTMAX}"):
            shutil.copytree(source, folders[root] / "tensors" / SOFTMAX)
        for source in (ROOT / root).glob(f"*/{OTHER}"):
            shutil.copytree(source, folders[root] / "tensors" / OTHER)
    shelf = Shelf(Catalog(folders["exercises"], folders["reference"]), tmp_path / "versions")
    names = {"ada": "Ada Ahn", "ben": "Ben Baker", "cleo": "Cleo Cruz", "teacher": "Tomoko Teacher"}
    with session_scope(database, write=True) as session:
        people = {login: User(login=login, name=name, password_hash="") for login, name in names.items()}
        session.add_all(people.values())
        session.flush()
        course = create_course(session, "ml", "ML")
        for login, user in people.items():
            enrol(session, course, user, "instructor" if login == "teacher" else "student")
        assignment = add_assignment(session, course, SOFTMAX)
        other = add_assignment(session, course, OTHER)
    return Campus(database, shelf, course, assignment, people, tmp_path, other)
