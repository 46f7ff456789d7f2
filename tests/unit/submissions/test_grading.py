"""How jobs end that never reach the judge, or whose sandbox cannot be had. All parts are real."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from grader.catalog.services import Catalog
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.models import Job
from grader.jobs.services import Claimed
from grader.judge.isolated import Judge
from grader.settings import ROOT
from grader.store.base import now
from grader.store.sessions import session_scope
from grader.submissions import outcomes, services
from grader.submissions.author import Author
from grader.submissions.grading import Tools, grade_job
from grader.submissions.keeping import Keeper
from grader.submissions.models import ReportRow
from grader.submissions.reaping import reap_jobs
from grader.submissions.tasks import seed_of
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.handover import adopt
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

School = Any


def no_sandbox(*_: object) -> GuestSandbox:
    """A machine on which no process can be started."""
    raise SandboxError("no process could be started")


@pytest.fixture
def tools(school: School, tmp_path: Path) -> Tools:
    return Tools(
        engine=school.engine,
        catalog=Catalog(ROOT / "exercises", ROOT / "reference"),
        judge=Judge(),
        take_student=no_sandbox,
        author=Author(no_sandbox),
        keeper=Keeper(school.engine),
        versions=tmp_path / "versions",
        max_upload_bytes=2**20,
        max_attempts=3,
        batch_max_uses=25,
    )


def claim(school: School) -> Claimed:
    with session_scope(school.engine, write=True) as session:
        session.execute(update(Job).values(ready_at=now()))
        claimed = jobs.claim(session, "test", ("cpu",))
    assert claimed is not None
    return claimed


def attempt(tools: Tools, claimed: Claimed, meanwhile: Callable[[Heartbeat], None] = lambda _: None) -> None:
    with Heartbeat(tools.engine, claimed, 60) as heartbeat:
        meanwhile(heartbeat)
        grade_job(tools, claimed, heartbeat)


def kinds(school: School, submission_id: str) -> list[str]:
    with session_scope(school.engine) as session:
        return [event.kind for event in services.events_after(session, submission_id)]


def latest(school: School, submission_id: str) -> ReportRow:
    with session_scope(school.engine) as session:
        row = services.counting_report(session, submission_id)
    assert row is not None
    return row


def states(school: School, submission_id: str) -> tuple[str, str]:
    with session_scope(school.engine) as session:
        job = services.job_of(session, submission_id)
        assert job is not None
        return services.get(session, submission_id).state, job.state


def test_an_upload_that_cannot_be_graded_gets_a_report_that_says_why(school: School, tools: Tools) -> None:
    with session_scope(school.engine, write=True) as session:
        files = [UploadedFile("notes.pdf", b"%PDF")]
        row = services.submit(session, school.ada, school.assignment, files)
    attempt(tools, claim(school))
    stored = latest(school, row.id)
    assert (stored.verdict, stored.score, stored.max_score) == ("rejected", 0.0, 8.0)
    report = stored.report()
    assert "notes.pdf" in report.message
    assert report.problems[0].next_step
    assert {check.status for check in report.checks} == {"not_run"}
    assert states(school, row.id) == ("done", "done")
    assert kinds(school, row.id) == ["queued", "claimed", "done"]


def test_a_fault_of_ours_is_tried_again_and_then_told(school: School, tools: Tools) -> None:
    row = school.submit()
    for _ in range(2):
        attempt(tools, claim(school))
        assert states(school, row.id) == ("queued", "queued")
    attempt(tools, claim(school))
    stored = latest(school, row.id)
    assert (stored.verdict, stored.attempt, stored.max_score) == ("infra_error", 3, 8.0)
    assert "3 attempts" in stored.report().message
    assert "does not count for you" in stored.report().message
    assert states(school, row.id) == ("done", "failed")
    assert kinds(school, row.id) == ["queued", *["claimed", "retrying"] * 2, "claimed", "done"]


def test_after_a_fault_the_job_rests_longer_each_time(school: School, tools: Tools) -> None:
    row = school.submit()
    patient = replace(tools, max_attempts=9)
    for rest_s in (*outcomes.RETRY_S, outcomes.RETRY_S[-1]):
        claimed, before = claim(school), now()
        attempt(patient, claimed)
        with session_scope(school.engine) as session:
            job = services.job_of(session, row.id)
        assert job is not None
        assert before <= job.ready_at - timedelta(seconds=rest_s) <= now()
    assert list(outcomes.RETRY_S) == sorted(outcomes.RETRY_S)


def test_an_exercise_that_is_gone_is_the_courses_fault_and_not_tried_again(
    school: School, tools: Tools, tmp_path: Path
) -> None:
    row = school.submit()
    attempt(replace(tools, catalog=Catalog(tmp_path, None)), claim(school))
    stored = latest(school, row.id)
    assert (stored.verdict, stored.attempt) == ("infra_error", 1)
    assert "your instructor" in stored.report().message
    assert states(school, row.id) == ("done", "failed")


def test_an_exercise_that_was_repaired_is_used_without_a_restart(
    school: School, tools: Tools, tmp_path: Path
) -> None:
    for root in ("exercises", "reference"):
        shutil.copytree(
            ROOT / root / "tensors" / "t-softmax-ce", tmp_path / root / "tensors" / "t-softmax-ce"
        )
    toml = tmp_path / "exercises" / "tensors" / "t-softmax-ce" / "exercise.toml"
    good = toml.read_text()
    toml.write_text("nonsense = ")
    tools = replace(tools, catalog=Catalog(tmp_path / "exercises", tmp_path / "reference"))
    first, second = school.submit(text="def"), school.submit(text="")
    attempt(tools, claim(school))
    assert latest(school, first.id).verdict == "infra_error"
    time.sleep(0.01)
    toml.write_text(good)
    attempt(tools, claim(school))
    assert latest(school, second.id).verdict == "rejected"


def test_a_job_that_was_taken_by_another_worker_gets_no_second_report(school: School, tools: Tools) -> None:
    row = school.submit(text="")
    slow = claim(school)
    with session_scope(school.engine, write=True) as session:
        assert jobs.release(session, slow.job_id, slow.attempt, failed=True)
    quick = claim(school)
    attempt(tools, quick)
    attempt(tools, slow)
    with session_scope(school.engine) as session:
        assert services.counting_report(session, row.id) is not None
        assert session.query(ReportRow).count() == 1
    assert latest(school, row.id).attempt == quick.attempt
    assert kinds(school, row.id).count("done") == 1


def test_a_cancelled_job_ends_without_a_report(school: School, tools: Tools) -> None:
    row = school.submit()
    attempt(tools, claim(school), lambda heartbeat: heartbeat.stop("cancelled"))
    assert states(school, row.id) == ("done", "cancelled")
    assert kinds(school, row.id)[-1] == "cancelled"
    with session_scope(school.engine) as session:
        assert services.counting_report(session, row.id) is None


def test_jobs_of_vanished_workers_are_taken_again_and_given_up_in_the_end(
    school: School, tools: Tools
) -> None:
    row = school.submit()
    for number in range(1, 4):
        claim(school)
        assert reap_jobs(school.engine, tools.catalog, 3) == 0, "its lease has not run out"
        with session_scope(school.engine, write=True) as session:
            session.execute(update(Job).values(lease_until=now()))
        assert reap_jobs(school.engine, tools.catalog, 3) == 1
        assert states(school, row.id) == (("queued", "queued") if number < 3 else ("done", "failed"))
    assert latest(school, row.id).verdict == "infra_error"
    assert kinds(school, row.id) == ["queued", "retrying", "retrying", "done"]


def test_the_seed_belongs_to_the_submission() -> None:
    assert seed_of("a") == seed_of("a") != seed_of("b")
    assert 0 <= seed_of("a") < 2**32


@pytest.mark.slow
def test_the_authors_sandbox_is_lent_again_and_replaced_after_a_fault() -> None:
    program = Program("a.py", (SourceFile("a.py", (Cell(0, "x = 1"),)),))
    opened = []

    def open_one(batch: bool) -> GuestSandbox:
        opened.append(open_local())
        return opened[-1]

    def use(fail: bool = False) -> None:
        with author.lent() as sandbox:
            taken = adopt(*sandbox.handover())
            assert taken.spawn(program, Limits(), 1).names == ("x",)
            taken.close()
            if fail:
                raise SandboxError("the judge ended")

    author = Author(open_one)
    author.warm()
    use()
    use()
    assert len(opened) == 1
    with pytest.raises(SandboxError):
        use(fail=True)
    use()
    assert len(opened) == 2
    opened[1].close()
    use()
    assert len(opened) == 3
    author.close()
    author.close()
