"""A regrade's job: how it may differ, and that only a report comes of it. Judge and sandbox are real."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.courses.models import Quarantine
from grader.jobs import services as jobs
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.models import Job
from grader.judge.isolated import Judge
from grader.judge.report import CheckResult, Report
from grader.judge.seeds import check_seed
from grader.settings import ROOT
from grader.store.base import new_id, now
from grader.store.sessions import session_scope
from grader.submissions import services, standing
from grader.submissions.author import Author
from grader.submissions.grading import Tools, grade_job
from grader.submissions.isolation import Isolation
from grader.submissions.keeping import Keeper
from grader.submissions.models import ReportRow, Submission
from grader.submissions.options import GradingOptions
from grader.submissions.reaping import reap_jobs
from grader.submissions.tasks import seed_of
from grader.versions.models import ExerciseVersion
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.opening import LocalConfig
from sandbox.host.pool import Pool

pytestmark = pytest.mark.slow

School = Any
PLACE = Path("tensors/t-softmax-ce")
RIGHT = (ROOT / "reference" / PLACE / "softmax.py").read_text()
CONFIG = LocalConfig(max_uses=1000, batch=True)


@dataclass(frozen=True)
class Machine:
    """What all tests grade with."""

    judge: Judge
    pool: Pool
    author: Author


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with Judge() as judge, Pool(ready=1) as pool:
        author = Author(lambda batch: pool.take(LocalConfig(warm=True)))
        yield Machine(judge, pool, author)
        author.close()


@dataclass
class Site:
    """A school, its catalogue in a folder of its own, and a worker's slot."""

    school: School
    folder: Path
    tools: Tools
    #: How often a sandbox was asked for.
    taken: int = 0

    def rewrite(self, old: str, new: str) -> None:
        """Change the public checks: another version of the exercise."""
        path = self.folder / "exercises" / PLACE / "test_public.py"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def grade(self, text: str = RIGHT) -> Submission:
        """Hand in and grade as usual."""
        row = self.school.submit(text=text)
        self._run(services.job_of, row.id)
        return row  # type: ignore[no-any-return]

    def regrade(self, row: Submission, **options: Any) -> ReportRow:
        """Grade again as a regrade does; the proposal."""
        job = self.enqueue(row, **options)
        self._run(lambda session, _: session.get_one(Job, job.id), row.id)
        return self.proposal(job)

    def enqueue(self, row: Submission, **options: Any) -> Job:
        with session_scope(self.school.engine, write=True) as session:
            said = GradingOptions(**options)
            return jobs.enqueue(session, row.id, "batch", batch_id=new_id(), options=said)

    def claim(self, job_id: int) -> jobs.Claimed:
        with session_scope(self.school.engine, write=True) as session:
            session.execute(update(Job).values(ready_at=now()))
            claimed = jobs.claim(session, "test", ("cpu",), job_id=job_id)
        assert claimed is not None
        return claimed

    def attempt(self, job_id: int, stop: str = "") -> None:
        claimed = self.claim(job_id)
        with Heartbeat(self.tools.engine, claimed, 60) as heartbeat:
            if stop:
                heartbeat.stop(stop)
            grade_job(self.tools, claimed, heartbeat)

    def proposal(self, job: Job) -> ReportRow:
        with session_scope(self.school.engine) as session:
            return session.scalars(select(ReportRow).where(ReportRow.job_id == job.id)).one()

    def report(self, row: Submission) -> Report:
        """The one that counts."""
        with session_scope(self.school.engine) as session:
            found = services.counting_report(session, row.id)
        assert found is not None
        return found.report()

    def seen(self, row: Submission) -> tuple[Any, ...]:
        """Everything that a student can see of a submission, and what counts."""
        with session_scope(self.school.engine) as session:
            again = services.get(session, row.id)
            job = services.job_of(session, row.id)
            events = [one.id for one in services.events_after(session, row.id)]
            counts = [one.row.id for one in standing.changes_of(session, row.id)]
            place = services.queue_position(session, again)
            return again.state, again.report_id, job and job.id, events, counts, place

    def _run(self, find: Any, submission_id: str) -> None:
        with session_scope(self.school.engine) as session:
            job_id = find(session, submission_id).id
        self.attempt(job_id)


@pytest.fixture
def site(school: School, machine: Machine, tmp_path: Path) -> Site:
    for root in ("exercises", "reference"):
        shutil.copytree(ROOT / root / PLACE, tmp_path / root / PLACE)

    def take(exercise: Exercise, isolation: Isolation) -> GuestSandbox:
        found.taken += 1
        return machine.pool.take(CONFIG)

    tools = Tools(
        engine=school.engine,
        catalog=Catalog(tmp_path / "exercises", tmp_path / "reference"),
        judge=machine.judge,
        take_student=take,
        give_back=machine.pool.give_back,
        author=machine.author,
        keeper=Keeper(school.engine),
        versions=tmp_path / "versions",
        max_upload_bytes=2**20,
        max_attempts=2,
        batch_max_uses=25,
    )
    found = Site(school, tmp_path, tools)
    return found


def no_sandbox(*_: object) -> GuestSandbox:
    """A machine on which no process can be started."""
    raise SandboxError("no process could be started")


def check(report: Report, check_id: str) -> CheckResult:
    return next(one for one in report.checks if one.id == check_id)


def statuses(report: Report) -> dict[str, str]:
    return {one.id: one.status for one in report.checks}


VECTOR = "    probabilities = student.softmax(torch.tensor([1.0, 2.0, 3.0]))"
ROWS = "    probabilities = student.softmax(torch.tensor([[1.0"
#: A check that nobody passes.
FAILS = (VECTOR, f"    assert 0, 'New.'\n{VECTOR}")
FAILS_TOO = (ROWS, f"    assert 0, 'New.'\n{ROWS}")
#: A check that raises.
BREAKS = (VECTOR, f"    raise SystemError\n{VECTOR}")
#: A check that some seeds pass.
MOODY = (VECTOR, f"    assert seed % 2, 'An even day.'\n{VECTOR}")
WITH_SEED = ("test_one_vector(student: Any)", "test_one_vector(student: Any, seed: int)")


def test_a_regrade_leaves_a_proposal_and_nothing_else(site: Site) -> None:
    row = site.grade()
    before = site.seen(row)
    site.rewrite(*FAILS)
    proposal = site.regrade(row)
    assert (proposal.verdict, proposal.score, proposal.submission_id) == ("graded", 7.5, row.id)
    assert site.seen(row) == before
    assert site.report(row).score == 8.0
    # The same questions as before, unless others are asked for.
    assert proposal.report().provenance.seed == site.report(row).provenance.seed == seed_of(row.id)


def test_an_upload_that_is_refused_now_is_a_proposal_too(site: Site) -> None:
    row = site.school.submit(text="")
    before = site.seen(row)
    assert site.regrade(row).verdict == "rejected"
    assert site.seen(row) == before
    assert site.taken == 0


def test_each_seed_has_a_sandbox_and_all_must_pass(site: Site) -> None:
    site.rewrite(*MOODY)
    site.rewrite(*WITH_SEED)
    odd, even = (next(n for n in range(99) if check_seed(n, "one_vector") % 2 == rest) for rest in (1, 0))
    row = site.grade()
    before = site.taken
    report = site.regrade(row, seeds=(odd, even), threads=2).report()
    assert site.taken == before + 2
    assert report.provenance.seeds == (odd, even)
    assert report.provenance.threads == 2
    found = check(report, "one_vector")
    assert (found.status, found.points) == ("failed", 0.0)
    assert found.message.startswith("With 1 of 2 seeds:")
    assert check(site.regrade(row, seeds=(odd,)).report(), "one_vector").status == "passed"


def test_only_chosen_checks_run_and_the_others_keep_their_result(site: Site) -> None:
    row = site.grade()
    site.rewrite(*FAILS)
    site.rewrite(*FAILS_TOO)
    _, before_id, *_ = site.seen(row)
    report = site.regrade(row, checks={"one_vector"}, before_id=before_id).report()
    found = statuses(report)
    assert (found.pop("one_vector"), set(found.values())) == ("failed", {"passed"})
    assert report.score == 7.5
    assert statuses(site.regrade(row).report())["two_rows"] == "failed", "it would have, had it been chosen"


def test_what_a_chosen_check_needs_runs_with_it(site: Site) -> None:
    row = site.grade()
    _, before_id, *_ = site.seen(row)
    report = site.regrade(row, checks={"gradients"}, before_id=before_id).report()
    assert set(statuses(report).values()) == {"passed"}
    kept = {id_ for part in report.provenance.parts for id_ in part.checks}
    assert {"one_vector", "two_rows", "loss_of_one_image"} <= kept
    assert kept.isdisjoint({"gradients", "good_manners", "softmax_shapes", "loss_values"})


def test_a_check_that_the_earlier_report_does_not_know_is_run(site: Site) -> None:
    site.rewrite("def test_two_rows", "def test_other_rows")
    row = site.grade()
    site.rewrite("def test_other_rows", "def test_two_rows")
    _, before_id, *_ = site.seen(row)
    report = site.regrade(row, checks={"one_vector"}, before_id=before_id).report()
    assert "other_rows" not in statuses(report)
    assert statuses(report)["two_rows"] == "passed"
    assert (report.score, report.max_score) == (8.0, 8.0)


@pytest.mark.parametrize("verdict", ["rejected", "infra_error"])
def test_without_a_graded_report_to_keep_all_checks_run(site: Site, verdict: str) -> None:
    row = site.school.submit(text=RIGHT)
    site.school.grade(row, 0.0, verdict)
    _, before_id, *_ = site.seen(row)
    report = site.regrade(row, checks={"one_vector"}, before_id=before_id).report()
    assert (report.verdict, report.score) == ("graded", 8.0)


def test_the_results_of_another_submission_are_not_kept(site: Site) -> None:
    right, wrong = site.grade(), site.grade("def softmax(x):\n    return x\n")
    _, others, *_ = site.seen(right)
    assert site.regrade(wrong, checks={"one_vector"}, before_id=others).score < 2


def test_every_version_that_is_graded_with_can_be_graded_with_again(site: Site) -> None:
    row = site.grade()
    old = site.report(row).exercise_version
    site.rewrite(*FAILS)
    assert site.regrade(row).score == 7.5
    with session_scope(site.school.engine) as session:
        kept = set(session.scalars(select(ExerciseVersion.version)))
    assert old in kept
    assert len(kept) == 2
    again = site.regrade(row, version=old)
    assert (again.score, again.report().exercise_version) == (8.0, old)


def test_a_version_that_was_never_kept_is_told_and_not_tried_again(site: Site) -> None:
    proposal = site.regrade(site.grade(), version="0" * 64)
    assert (proposal.verdict, proposal.attempt) == ("infra_error", 1)


def test_a_version_that_cannot_be_kept_is_nothing_the_student_suffers_from(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    class Disguised(Catalog):
        """Tells of a version that its files do not have: they were changed a moment ago."""

        def get(self, exercise_id: str) -> Exercise:
            return replace(super().get(exercise_id), version="f" * 64)

    catalog = Disguised(site.folder / "exercises", site.folder / "reference")
    site.tools = replace(site.tools, catalog=catalog)
    with caplog.at_level(logging.WARNING):
        assert site.report(site.grade()).score == 8.0
        assert site.report(site.grade()).score == 8.0
    assert len([one for one in caplog.messages if "is not kept" in one]) == 2, "each time it is tried again"


def quarantine(site: Site, check_id: str) -> None:
    with session_scope(site.school.engine, write=True) as session:
        session.add(
            Quarantine(
                assignment_id=site.school.assignment.id, check_id=check_id, exercise_version="", reason=""
            )
        )


def test_a_check_in_quarantine_counts_for_nobody_and_nobody_hears_of_it(site: Site) -> None:
    site.rewrite(*FAILS)
    quarantine(site, "one_vector")
    row = site.grade()
    report = site.report(row)
    found = check(report, "one_vector")
    assert (found.status, found.points, found.max_points) == ("not_run", 0.0, 0.0)
    assert (report.score, report.max_score) == (7.5, 7.5)
    with session_scope(site.school.engine) as session:
        bodies = [str(one.body) for one in services.events_after(session, row.id)]
    assert not [body for body in bodies if "one_vector" in body]
    assert [body for body in bodies if "two_rows" in body]
    assert site.regrade(row).score == 7.5
    # Who looks whether it is mended sees what it finds.
    looked = site.regrade(row, ignore_quarantine=True).report()
    assert check(looked, "one_vector").status == "failed"
    assert (looked.score, looked.max_score) == (7.5, 8.0)


def test_a_broken_check_spoils_the_report_unless_it_is_in_quarantine(site: Site) -> None:
    site.rewrite(*BREAKS)
    assert site.report(site.grade()).verdict == "infra_error"
    quarantine(site, "one_vector")
    report = site.report(site.grade())
    assert (report.verdict, report.score, report.max_score, report.message) == ("graded", 7.5, 7.5, "")


def test_a_regrade_that_fails_to_the_end_is_a_proposal_of_that(site: Site) -> None:
    row = site.school.submit()
    before = site.seen(row)
    site.tools = replace(site.tools, take_student=no_sandbox)
    job = site.enqueue(row)
    site.attempt(job.id)
    assert site.seen(row) == before
    site.attempt(job.id)
    proposal = site.proposal(job)
    assert (proposal.verdict, proposal.attempt) == ("infra_error", 2)
    assert site.seen(row) == before


def test_a_regrade_whose_workers_vanish_is_a_proposal_of_that(site: Site) -> None:
    row = site.school.submit()
    before = site.seen(row)
    job = site.enqueue(row)
    for _ in range(2):
        site.claim(job.id)
        with session_scope(site.school.engine, write=True) as session:
            session.execute(update(Job).values(lease_until=now()))
        assert reap_jobs(site.school.engine, site.tools.catalog, 2) == 1
        assert site.seen(row) == before
    assert site.proposal(job).verdict == "infra_error"


def test_a_regrade_that_is_cancelled_while_it_runs_leaves_nothing(site: Site) -> None:
    row = site.grade()
    before = site.seen(row)
    job = site.enqueue(row, seeds=(1, 2))
    site.attempt(job.id, stop="cancelled")
    with session_scope(site.school.engine) as session:
        assert session.get_one(Job, job.id).state == "cancelled"
        assert session.scalar(select(func.count()).where(ReportRow.job_id == job.id)) == 0
    assert site.seen(row) == before


def test_what_a_later_program_asks_for_is_refused_rather_than_left_out(site: Site) -> None:
    job = site.enqueue(site.grade())
    with session_scope(site.school.engine, write=True) as session:
        session.get_one(Job, job.id).options = {"colour": "red"}
    site.attempt(job.id)
    assert site.proposal(job).verdict == "infra_error"
