"""A submission's whole way: database -> worker -> sandbox -> judge -> report. Workers are real processes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from processes import alive, descendants
from sqlalchemy import Engine, func, select

from grader.accounts.services import user_by_login
from grader.catalog.services import Catalog
from grader.courses.services import assignment_of, course_by_slug
from grader.intake.models import UploadedFile
from grader.jobs.engines import InlineEngine
from grader.judge.report import Report
from grader.settings import ROOT, Settings
from grader.store.sessions import create_engine, session_scope
from grader.submissions import services
from grader.submissions.demo import SLUG, seed_demo
from grader.submissions.engines import InlineGrader
from grader.submissions.models import ReportRow
from sandbox.host.docker import OWNER_LABEL, connect

pytestmark = pytest.mark.slow

EXERCISE = "t-softmax-ce"
PLACE = Path("tensors") / EXERCISE
REFERENCE = (ROOT / "reference" / PLACE / "softmax.py").read_bytes()
#: Takes long enough to be interrupted, and is right.
SLOW = b"import time\ntime.sleep(6)\n" + REFERENCE
#: Seconds after which something is stuck, also on a busy machine.
PATIENCE_S = 150.0


@dataclass
class Site:
    """A seeded database and the workers that grade from it."""

    settings: Settings
    engine: Engine

    def environment(self, **more: str) -> dict[str, str]:
        values = {
            "GRADER_DATA_DIR": str(self.settings.data_dir),
            "GRADER_SANDBOX": "local",
            "GRADER_SLOTS": "1",
            "GRADER_LEASE_S": "8",
            "OMP_NUM_THREADS": "1",
        }
        return {**os.environ, **values, **more}

    def start_worker(self, **more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "grader", "worker"], cwd=ROOT, env=self.environment(**more)
        )

    def submit(self, data: bytes, name: str = "softmax.py", exercise: str = EXERCISE) -> str:
        with session_scope(self.engine, write=True) as session:
            user = user_by_login(session, "ada")
            assert user is not None
            assignment = assignment_of(session, course_by_slug(session, SLUG), exercise)
            return services.submit(session, user, assignment, [UploadedFile(name, data)]).id

    def events(self, submission_id: str) -> list[tuple[str, dict[str, Any]]]:
        with session_scope(self.engine) as session:
            return [(row.kind, row.body) for row in services.events_after(session, submission_id)]

    def wait_for(self, submission_id: str, kind: str, times: int = 1) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while [name for name, _ in self.events(submission_id)].count(kind) < times:
            assert time.monotonic() < deadline, f"no {kind} in {self.events(submission_id)}"
            time.sleep(0.1)

    def report(self, submission_id: str) -> Report:
        self.wait_for(submission_id, "done")
        with session_scope(self.engine) as session:
            row = services.counting_report(session, submission_id)
        assert row is not None
        return row.report()

    def reports(self, submission_id: str) -> int:
        with session_scope(self.engine) as session:
            query = select(func.count()).where(ReportRow.submission_id == submission_id)
            return session.scalar(query) or 0

    def job(self, submission_id: str) -> tuple[str, int, int]:
        with session_scope(self.engine) as session:
            job = services.job_of(session, submission_id)
        assert job is not None
        return job.state, job.attempt, job.failures


def make_site(folder: Path) -> Iterator[Site]:
    settings = Settings(data_dir=folder)
    seed_demo(settings)
    engine = create_engine(settings.url)
    yield Site(settings, engine)
    engine.dispose()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A database of its own, without a worker."""
    yield from make_site(tmp_path / "var")


KINDS = ["local", pytest.param("docker", marks=pytest.mark.docker)]


@pytest.fixture(scope="module", params=KINDS)
def working(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A database with a worker, for each kind of sandbox."""
    for site in make_site(tmp_path_factory.mktemp("pipeline") / "var"):
        worker = site.start_worker(GRADER_SANDBOX=request.param)
        try:
            yield site
        finally:
            stop(worker)


def stop(worker: subprocess.Popen[bytes]) -> None:
    """End a worker in order; one that does not end is a failure, but how long it takes is not looked at."""
    worker.send_signal(signal.SIGTERM)
    try:
        assert worker.wait(60) == 0
    finally:
        worker.kill()
        worker.wait()


def has_torch(pid: int) -> bool:
    return "libtorch" in Path(f"/proc/{pid}/maps").read_text(errors="replace")


def test_the_reference_gets_full_marks_and_every_step_is_told(working: Site) -> None:
    submission = working.submit(REFERENCE)
    report = working.report(submission)
    assert (report.verdict, report.score, report.max_score) == ("graded", 8.0, 8.0)
    assert working.job(submission) == ("done", 1, 0)
    events = working.events(submission)
    kinds = [kind for kind, _ in events]
    assert kinds[:3] == ["queued", "claimed", "loading"]
    assert kinds[-1] == "done"
    finished = [body["result"]["id"] for kind, body in events if kind == "check_finished"]
    assert finished == [check.id for check in report.checks]


def test_a_mistake_is_named_and_the_hidden_stays_hidden(working: Site) -> None:
    wrong = ROOT / "reference" / PLACE / "wrong" / "no_max.py"
    submission = working.submit(wrong.read_bytes())
    report = working.report(submission)
    assert report.verdict == "graded"
    assert 0 < report.score < report.max_score
    assert [check.misconception for check in report.checks if check.misconception]
    hidden = [
        body["result"]
        for kind, body in working.events(submission)
        if kind == "check_finished" and body["result"]["visibility"] == "hidden"
    ]
    assert hidden
    assert all(result["details"] is None for result in hidden)
    # What the events leave out, the stored report has: instructors read it there.
    assert any(check.details for check in report.checks if check.visibility == "hidden")


def test_an_upload_that_cannot_be_graded_is_rejected(working: Site) -> None:
    report = working.report(working.submit(b"%PDF", "notes.pdf"))
    assert report.verdict == "rejected"
    assert "notes.pdf" in report.message


def test_a_program_that_kills_itself_is_the_students_zero_and_not_our_fault(working: Site) -> None:
    report = working.report(working.submit(b"import os\nos._exit(0)\n"))
    assert (report.verdict, report.score) == ("graded", 0.0)


def test_the_inline_engine_grades_while_it_is_called(site: Site) -> None:
    catalog = Catalog(ROOT / "exercises", ROOT / "reference")
    grader = InlineGrader(site.settings.model_copy(update={"sandbox": "local"}), site.engine, catalog)
    submission = site.submit(REFERENCE)
    with session_scope(site.engine) as session:
        job = services.job_of(session, submission)
    assert job is not None
    try:
        InlineEngine(site.engine, grader.grade).dispatch(job.id, job.pool, job.klass)
        assert site.reports(submission) == 1
        assert site.report(submission).score == 8.0
    finally:
        grader.close()


def test_the_worker_holds_no_torch_and_its_judge_does(site: Site) -> None:
    worker = site.start_worker()
    try:
        site.report(site.submit(REFERENCE))
        assert not has_torch(worker.pid)
        assert any(has_torch(pid) for pid in descendants(worker.pid)), "the judge has it"
    finally:
        stop(worker)


def containers_of(pid: int) -> list[str]:
    """Containers that the process has started and that are still there."""
    with contextlib.closing(connect()) as api:
        found = api.containers(all=True, filters={"label": OWNER_LABEL})
    return [one["Id"] for one in found if f":{pid}:" in one["Labels"][OWNER_LABEL]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_worker_loses_nothing_and_leaves_nothing(site: Site, kind: str) -> None:
    submission = site.submit(SLOW)
    first = site.start_worker(GRADER_SANDBOX=kind)
    site.wait_for(submission, "loading")
    below = descendants(first.pid)
    assert below
    if kind == "docker":
        assert containers_of(first.pid)
    first.kill()
    first.wait()
    assert site.reports(submission) == 0
    second = site.start_worker(GRADER_SANDBOX=kind)
    try:
        report = site.report(submission)
    finally:
        stop(second)
    assert (report.verdict, report.score) == ("graded", 8.0)
    assert site.reports(submission) == 1
    assert site.job(submission) == ("done", 2, 1)
    assert [kind for kind, _ in site.events(submission)].count("claimed") == 2
    assert "retrying" in [kind for kind, _ in site.events(submission)]
    assert not [pid for pid in below if alive(pid)]
    if kind == "docker":
        assert containers_of(first.pid) == []


def test_a_worker_told_to_stop_gives_its_job_back_and_counts_no_failure(site: Site) -> None:
    submission = site.submit(SLOW)
    worker = site.start_worker(GRADER_STOP_S="0.2", GRADER_LEASE_S="60")
    site.wait_for(submission, "loading")
    stop(worker)
    assert site.job(submission) == ("queued", 1, 0)
    with session_scope(site.engine) as session:
        assert services.get(session, submission).state == "queued"
    second = site.start_worker(GRADER_LEASE_S="60")
    try:
        assert site.report(submission).score == 8.0
    finally:
        stop(second)
    assert site.job(submission) == ("done", 2, 0)


def test_a_worker_told_to_stop_lets_a_short_submission_end(site: Site) -> None:
    submission = site.submit(SLOW)
    worker = site.start_worker(GRADER_STOP_S="60")
    site.wait_for(submission, "loading")
    stop_in_time(worker)
    assert site.report(submission).score == 8.0
    assert site.job(submission) == ("done", 1, 0)


def stop_in_time(worker: subprocess.Popen[bytes]) -> None:
    """Like `stop`, for a worker that has been given a minute."""
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(90) == 0
