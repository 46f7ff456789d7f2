"""A class whose outcomes are known, graded, with a regrade of it; workers and servers to be killed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from processes import started
from sqlalchemy import Engine, func, select

from grader.accounts.services import create_user
from grader.accounts.tokens import create_token
from grader.bench.generated import Kind, Known, kinds_of
from grader.bench.task import EXERCISE
from grader.catalog.services import Catalog
from grader.courses.services import add_assignment, course_by_slug, create_course, enrol
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.judge.report import Provenance, Report
from grader.regrades import deciding, outcome, services
from grader.regrades.choice import Choice
from grader.regrades.models import Proposal, Regrade
from grader.regrades.progress import progress
from grader.regrades.shelf import shelf_of
from grader.settings import ROOT, Settings
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine, session_scope
from grader.submissions import outcomes
from grader.submissions.models import Decision, ReportChange, ReportRow, Submission
from grader.submissions.services import submit

COURSE = "ml"
#: Points of everybody before the regrade: nobody gets so many from the judge.
BEFORE = 0.25
#: Seconds after which something is stuck, also on a busy machine.
PATIENCE_S = 240.0
#: Everything that a decision changes.
State = tuple[dict[str, float | None], int, int]

#: A program that runs while the block does.
Process = contextlib.AbstractContextManager[subprocess.Popen[bytes]]


def known() -> tuple[list[Kind], Known]:
    """The solutions a class is made of, and what each must get."""
    exercise = Catalog(ROOT / "exercises", ROOT / "reference").get(EXERCISE)
    kinds = kinds_of(exercise)
    return kinds, Known(exercise, kinds)


@dataclass
class Class:
    """Graded submissions, one of each student, and a regrade of them all."""

    settings: Settings
    engine: Engine
    #: Submission -> what it must get.
    scores: dict[str, float] = field(default_factory=dict)
    regrade: str = ""
    token: str = ""

    def hand_in(self, sources: list[tuple[bytes, float]]) -> None:
        """Everybody's work with the points it must get; each is graded with too few."""
        with session_scope(self.engine, write=True) as session:
            course = create_course(session, COURSE, "ML")
            assignment = add_assignment(session, course, EXERCISE)
            teacher = create_user(session, "teacher", "Tomoko Teacher", "")
            enrol(session, course, teacher, "instructor")
            self.token = create_token(session, teacher, "test")[1]
            for number, (source, score) in enumerate(sources):
                person = create_user(session, f"s{number}", f"Student {number}", "")
                enrol(session, course, person)
                row = submit(session, person, assignment, [UploadedFile("softmax.py", source)])
                self.scores[row.id] = score
        for _ in self.scores:
            with session_scope(self.engine, write=True) as session:
                claimed = jobs.claim(session, "test", ("cpu",))
            assert claimed is not None
            assert outcomes.store_report(self.engine, claimed, _report(BEFORE))

    def begin(self) -> None:
        """Begin the regrade."""
        shelf = shelf_of(self.settings, Catalog(self.settings.exercises, self.settings.reference))
        with session_scope(self.engine, write=True) as session:
            course = course_by_slug(session, COURSE)
            choice = Choice(exercises=(EXERCISE,))
            self.regrade = services.create(
                session, course, choice, user_id=None, reason="a check was corrected", shelf=shelf
            ).id

    def propose(self) -> None:
        """Do the regrade's jobs at once: everybody gets what they must."""
        while True:
            with session_scope(self.engine, write=True) as session:
                claimed = jobs.claim(session, "test", ("cpu",))
            if claimed is None:
                return
            report = _report(self.scores[claimed.submission_id])
            assert outcomes.store_report(self.engine, claimed, report)

    def worker(self, **environment: str) -> Process:
        """A worker; killed or told to end when the block does."""
        return self._process(["worker"], environment)

    def server(self, port: int) -> Process:
        """The web server."""
        return self._process(["serve", "--port", str(port)], {})

    def _process(self, command: list[str], more: dict[str, str]) -> Process:
        environment = {
            **os.environ,
            "GRADER_DATA_DIR": str(self.settings.data_dir),
            "GRADER_SANDBOX": self.settings.sandbox,
            "GRADER_LEASE_S": "6",
            "GRADER_STOP_S": "0.2",
            "OMP_NUM_THREADS": "1",
            **more,
        }
        return started(command, ROOT, environment)

    def counts(self) -> dict[str, int]:
        """Jobs of the regrade by state."""
        with session_scope(self.engine) as session:
            return dict(jobs.batch_counts(session, self.regrade))

    def wait(self, condition: Callable[[dict[str, int]], bool]) -> dict[str, int]:
        """Until the counts are so."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition(found := self.counts()):
            assert time.monotonic() < deadline, found
            time.sleep(0.05)
        return found

    def wait_ready(self) -> None:
        """Until every proposal is there."""
        self.wait(lambda counts: counts.get("done", 0) + counts.get("failed", 0) == len(self.scores))

    def expect_complete(self) -> None:
        """Each submission has one proposal, the right one; and nothing has changed for anybody."""
        query = select(ReportRow).join(Job, Job.id == ReportRow.job_id).where(Job.batch_id == self.regrade)
        with session_scope(self.engine) as session:
            rows = session.scalars(query).all()
            found = progress(session, session.get_one(Regrade, self.regrade))
            proposals = session.scalar(select(func.count()).select_from(Proposal))
        assert (found.state, found.done, found.failed) == ("ready", len(self.scores), 0)
        assert len(rows) == proposals == len(self.scores)
        assert {row.submission_id: row.score for row in rows} == self.scores
        assert self.state() == self.untouched()

    def untouched(self) -> State:
        """Before anything of a regrade counts."""
        return dict.fromkeys(self.scores, BEFORE), 0, len(self.scores)

    def state(self) -> State:
        """Points that count by submission, decisions and changes; read when no decision is under way."""
        with session_scope(self.engine, write=True) as session:
            # Whoever decides holds this row until the end, also on a server whose client was killed.
            session.execute(select(Regrade.id).order_by(Regrade.id).with_for_update()).all()
            session.execute(select(Submission.id).order_by(Submission.id).with_for_update()).all()
        query = select(Submission.id, ReportRow.score).outerjoin(
            ReportRow, ReportRow.id == Submission.report_id
        )
        with session_scope(self.engine) as session:
            scores = {row.id: row.score for row in session.execute(query)}
            sizes = [
                session.scalar(select(func.count()).select_from(one)) or 0 for one in (Decision, ReportChange)
            ]
        return scores, sizes[0], sizes[1]

    def digest(self) -> str:
        """Of the difference as it is."""
        with session_scope(self.engine) as session:
            return outcome.difference_of(session, session.get_one(Regrade, self.regrade)).digest

    def apply(self, session: Any, digest: str) -> None:
        """Apply it."""
        deciding.apply(session, session.get_one(Regrade, self.regrade), digest=digest, user_id=None)

    def take_back(self, session: Any) -> None:
        """Take it back."""
        deciding.take_back(session, session.get_one(Regrade, self.regrade), user_id=None, reason="a slip")

    def decide_both_ways(self) -> None:
        """Apply and take back still do what they must."""
        digest = self.digest()
        with session_scope(self.engine, write=True) as session:
            self.apply(session, digest)
        assert self.state()[0] == self.scores
        with session_scope(self.engine, write=True) as session:
            self.take_back(session)
        assert self.state()[0] == dict.fromkeys(self.scores, BEFORE)


@contextlib.contextmanager
def class_in(
    folder: Path, sandbox: str, sources: list[tuple[bytes, float]], url: str = ""
) -> Iterator[Class]:
    """The class in a database of its own, before its regrade is begun."""
    settings = Settings(data_dir=folder, sandbox=sandbox, database_url=url)
    engine = create_engine(settings.url)
    try:
        upgrade(engine)
        made = Class(settings, engine)
        made.hand_in(sources)
        yield made
    finally:
        engine.dispose()


def _report(score: float) -> Report:
    return Report(
        exercise=EXERCISE,
        exercise_version="v",
        verdict="graded",
        score=score,
        max_score=8.0,
        checks=(),
        provenance=Provenance(seed=1, image="", torch="", python="", device="", grader=""),
    )
