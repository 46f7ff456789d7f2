"""A regrade of twenty submissions through real workers: paused, resumed, cancelled, killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from processes import descendants, started
from sqlalchemy import Engine, select

from grader.accounts.services import create_user
from grader.courses.models import Assignment
from grader.courses.services import assignment_of, course_by_slug, enrol
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.judge.report import Provenance, Report
from grader.settings import ROOT, Settings
from grader.store.base import new_id
from grader.store.sessions import create_engine, session_scope
from grader.submissions import outcomes, services, standing
from grader.submissions.demo import SLUG, seed_demo
from grader.submissions.models import ReportRow

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

EXERCISE = "t-softmax-ce"
PLACE = ROOT / "reference" / "tensors" / EXERCISE
RIGHT = (PLACE / "softmax.py").read_bytes()
WRONG = (PLACE / "wrong" / "no_max.py").read_bytes()
#: Right, and takes long enough to be interrupted.
SLOW = b"import time\ntime.sleep(4)\n" + RIGHT
COUNT = 20
#: Seconds after which something is stuck, also on a busy machine.
PATIENCE_S = 240.0
Change = Callable[..., int]


@dataclass
class Site:
    """Twenty graded submissions, each of its own student, and one regrade of all."""

    settings: Settings
    engine: Engine
    batch: str
    #: Submission -> what was handed in.
    sources: dict[str, bytes]

    @contextlib.contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """A worker with a slot for interactive work and one for any."""
        environment = {
            **os.environ,
            "GRADER_DATA_DIR": str(self.settings.data_dir),
            "GRADER_SANDBOX": "local",
            "GRADER_SLOTS": "2",
            "GRADER_LEASE_S": "6",
            "GRADER_STOP_S": "0.2",
            "OMP_NUM_THREADS": "1",
        }
        with started(["worker"], ROOT, environment) as process:
            yield process

    def counts(self) -> dict[str, int]:
        with session_scope(self.engine) as session:
            return dict(jobs.batch_counts(session, self.batch))

    def wait(self, condition: Callable[[dict[str, int]], bool]) -> dict[str, int]:
        deadline = time.monotonic() + PATIENCE_S
        while not condition(found := self.counts()):
            assert time.monotonic() < deadline, found
            time.sleep(0.05)
        return found

    def change(self, what: Change) -> int:
        with session_scope(self.engine, write=True) as session:
            return what(session, self.batch)

    def seen(self) -> dict[str, Any]:
        """All that students could see of their submissions, and what counts."""
        with session_scope(self.engine) as session:
            found = {}
            for id_ in self.sources:
                row, job = services.get(session, id_), services.job_of(session, id_)
                events = [(one.id, one.kind) for one in services.events_after(session, id_)]
                changes = [one.row.id for one in standing.changes_of(session, id_)]
                place = services.queue_position(session, row)
                found[id_] = (row.state, row.report_id, job and job.id, events, changes, place)
        return found

    def jobs(self) -> list[Job]:
        with session_scope(self.engine) as session:
            return list(session.scalars(select(Job).where(Job.batch_id == self.batch).order_by(Job.id)))

    def proposals(self) -> dict[str, float]:
        """Score by submission; a second report of one would be an error of the database."""
        query = select(ReportRow).join(Job, Job.id == ReportRow.job_id).where(Job.batch_id == self.batch)
        with session_scope(self.engine) as session:
            rows = session.scalars(query).all()
        assert all(row.verdict == "graded" for row in rows)
        assert len({row.submission_id for row in rows}) == len(rows)
        return {row.submission_id: row.score for row in rows}

    def expect_complete(self) -> None:
        """Every submission has its one proposal, and the right one."""
        assert self.counts() == {"done": COUNT}
        found = self.proposals()
        assert set(found) == set(self.sources)
        for id_, source in self.sources.items():
            assert (found[id_] == 8.0) == (source != WRONG), id_

    def hand_in(self, login: str) -> str:
        with session_scope(self.engine, write=True) as session:
            return _submission(session, login, RIGHT)


def _submission(session: Any, login: str, source: bytes) -> str:
    course = course_by_slug(session, SLUG)
    person = create_user(session, login, login.title(), "")
    enrol(session, course, person)
    assignment: Assignment = assignment_of(session, course, EXERCISE)
    return services.submit(session, person, assignment, [UploadedFile("softmax.py", source)]).id


def _grade(engine: Engine, submission_id: str) -> None:
    """An ordinary report, as if a worker had been there."""
    with session_scope(engine, write=True) as session:
        job = services.job_of(session, submission_id)
        assert job is not None
        claimed = jobs.claim(session, "test", ("cpu",), job_id=job.id)
    assert claimed is not None
    report = Report(
        exercise=EXERCISE,
        exercise_version="v",
        verdict="graded",
        score=1.0,
        max_score=8.0,
        checks=(),
        provenance=Provenance(seed=1, image="", torch="", python="", device="", grader=""),
    )
    assert outcomes.store_report(engine, claimed, report)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = Settings(data_dir=tmp_path / "var")
    seed_demo(settings)
    engine = create_engine(settings.url)
    # The third is slow: it is running when somebody interrupts.
    kinds = [RIGHT, WRONG, SLOW] + [RIGHT, WRONG] * COUNT
    with session_scope(engine, write=True) as session:
        sources = {_submission(session, f"s{n}", kinds[n]): kinds[n] for n in range(COUNT)}
    batch = new_id()
    for id_ in sources:
        _grade(engine, id_)
    with session_scope(engine, write=True) as session:
        session.add_all(jobs.new_job(id_, "batch", batch_id=batch) for id_ in sources)
    yield Site(settings, engine, batch, sources)
    engine.dispose()


def slow_runs(counts: dict[str, int]) -> bool:
    """The first two are done, and the slow one is not."""
    return counts.get("done", 0) == 2 and counts.get("running", 0) == 1


def test_while_it_is_paused_only_what_students_wait_for_is_graded(site: Site) -> None:
    before = site.seen()
    with site.worker():
        site.wait(slow_runs)
        site.change(jobs.hold)
        left = site.wait(lambda counts: not counts.get("running"))
        # What ran when it was paused has ended; nothing else was begun.
        assert left == {"done": 3, "held": COUNT - 3}
        # An ordinary submission is graded by the slots that are free now.
        waiting = site.hand_in("eve")
        deadline = time.monotonic() + PATIENCE_S
        while (row := _report(site, waiting)) is None:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert row.score == 8.0
        assert site.counts() == left
        site.change(jobs.resume)
        site.wait(lambda counts: counts.get("done") == COUNT)
    site.expect_complete()
    assert site.seen() == before


def _report(site: Site, submission_id: str) -> ReportRow | None:
    with session_scope(site.engine) as session:
        return services.counting_report(session, submission_id)


def test_when_it_is_cancelled_what_runs_is_stopped(site: Site) -> None:
    before = site.seen()
    with site.worker() as worker:
        site.wait(slow_runs)
        # It would sleep for longer than its lease.
        assert site.change(jobs.cancel_batch) == COUNT - 2
        found = site.wait(lambda counts: not counts.get("running"))
        assert worker.poll() is None
    assert set(found) == {"done", "cancelled"}
    assert len(site.proposals()) == found["done"] < 4
    assert site.seen() == before


def test_a_worker_that_is_killed_costs_an_attempt_and_nothing_else(site: Site) -> None:
    before = site.seen()
    with site.worker() as first:
        site.wait(slow_runs)
        first.kill()
        first.wait()
    with site.worker():
        site.wait(lambda counts: counts.get("done") == COUNT)
    site.expect_complete()
    assert [job.failures for job in site.jobs()] == [0, 0, 1] + [0] * (COUNT - 3)
    assert site.seen() == before


def test_what_a_killed_worker_had_stays_paused_with_the_rest(site: Site) -> None:
    before = site.seen()
    with site.worker() as first:
        site.wait(slow_runs)
        site.change(jobs.hold)
        first.kill()
        first.wait()
    with site.worker():
        found = site.wait(lambda counts: not counts.get("running"))
        assert found == {"done": 2, "held": COUNT - 2}
        site.change(jobs.resume)
        site.wait(lambda counts: counts.get("done") == COUNT)
    site.expect_complete()
    assert site.seen() == before


def test_what_a_killed_worker_had_is_cancelled_with_the_rest(site: Site) -> None:
    before = site.seen()
    with site.worker() as first:
        site.wait(slow_runs)
        site.change(jobs.cancel_batch)
        first.kill()
        first.wait()
    with site.worker():
        found = site.wait(lambda counts: not counts.get("running"))
    assert found == {"done": 2, "cancelled": COUNT - 2}
    assert site.seen() == before


def test_a_worker_that_is_told_to_stop_gives_back_to_a_paused_regrade(site: Site) -> None:
    with site.worker():
        site.wait(slow_runs)
        site.change(jobs.hold)
    # It did not wait for the slow one.
    assert site.counts() == {"done": 2, "held": COUNT - 2}
    assert {job.failures for job in site.jobs()} == {0}


def test_a_sandbox_that_is_killed_is_replaced_and_its_submission_tried_again(site: Site) -> None:
    before = site.seen()
    with site.worker() as worker:
        site.wait(slow_runs)
        killed = [pid for pid in descendants(worker.pid) if _is_guest(pid)]
        assert killed
        for pid in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        site.wait(lambda counts: counts.get("done") == COUNT)
    site.expect_complete()
    assert sum(job.failures for job in site.jobs()) >= 1
    assert site.seen() == before


def _is_guest(pid: int) -> bool:
    try:
        return b"sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
