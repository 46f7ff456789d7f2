"""Work that needs an image this machine does not have: it waits, and never becomes a zero."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.extras import NeedsExtra
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.models import Job
from grader.jobs.services import Claimed
from grader.judge.isolated import Judge
from grader.present import needs
from grader.settings import ROOT, Settings
from grader.store.base import now
from grader.store.sessions import session_scope
from grader.submissions import services
from grader.submissions.author import Author, author_config
from grader.submissions.equipment import Equipment
from grader.submissions.grading import Tools, grade_job
from grader.submissions.isolation import Isolation
from grader.submissions.keeping import Keeper
from grader.submissions.lacking import Lacking
from sandbox.host.connection import GuestSandbox
from sandbox.host.opening import LocalConfig

School = Any
USUAL = Isolation(1, "interactive")
NOWHERE = "grader-sandbox:never-built"

without_fastai = pytest.mark.skipif(
    importlib.util.find_spec("fastai") is not None, reason="this Python has fastai"
)


@pytest.fixture
def demanding() -> Exercise:
    """An exercise that needs fast.ai."""
    exercise = Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce")
    return replace(exercise, requires=("fastai",))


def hand_in(school: School, exercise: Exercise) -> str:
    with session_scope(school.engine, write=True) as session:
        files = [UploadedFile("softmax.py", b"x = 1\n")]
        pool = services.pool_of(exercise)
        return services.submit(session, school.ada, school.assignment, files, pool=pool).id


def claim(school: School, *pools: Any) -> Claimed | None:
    with session_scope(school.engine, write=True) as session:
        session.execute(update(Job).values(ready_at=now()))
        return jobs.claim(session, "test", pools)


def test_only_a_worker_that_has_the_image_takes_it(school: School, demanding: Exercise) -> None:
    submission_id = hand_in(school, demanding)
    assert claim(school, "cpu", "gpu") is None
    with session_scope(school.engine) as session:
        assert services.queue_position(session, services.get(session, submission_id)) == 1
    claimed = claim(school, "cpu", "fastai")
    assert claimed is not None
    assert (claimed.submission_id, claimed.pool) == (submission_id, "fastai")


def test_a_worker_that_lacks_it_puts_the_job_off_as_often_as_it_comes(
    school: School, demanding: Exercise, tmp_path: Path
) -> None:
    def nothing_here(exercise: Exercise, isolation: Isolation) -> GuestSandbox:
        raise needs(demanding, "it was removed")

    tools = Tools(
        engine=school.engine,
        catalog=Catalog(ROOT / "exercises", ROOT / "reference"),
        judge=Judge(),
        take_student=nothing_here,
        author=Author(lambda batch: pytest.fail("no sandbox is needed")),
        keeper=Keeper(school.engine),
        versions=tmp_path / "versions",
        max_upload_bytes=2**20,
        max_attempts=3,
        batch_max_uses=25,
    )
    submission_id = hand_in(school, replace(demanding, requires=()))
    for _ in range(tools.max_attempts + 1):
        claimed = claim(school, "cpu")
        assert claimed is not None
        with Heartbeat(tools.engine, claimed, 60) as heartbeat:
            grade_job(tools, claimed, heartbeat)
    with session_scope(school.engine) as session:
        job = services.job_of(session, submission_id)
        assert job is not None
        assert (job.state, job.failures, job.ready_at > now()) == ("queued", 0, True)
        assert services.get(session, submission_id).state == "queued"
        assert services.counting_report(session, submission_id) is None


@without_fastai
def test_a_worker_with_the_local_sandbox_knows_what_it_lacks(
    school: School, demanding: Exercise, caplog: pytest.LogCaptureFixture
) -> None:
    with Equipment(Settings(sandbox="local", ready=1, fastai_image=NOWHERE)) as equipment:
        assert equipment.pools == ["cpu"]
        with pytest.raises(NeedsExtra, match=r"needs the fast\.ai image"):
            equipment.take_student(demanding, USUAL)
        hand_in(school, demanding)
        with caplog.at_level(logging.WARNING):
            lacking = Lacking(school.engine, equipment)
            lacking.look()
            lacking.look()
    assert [record.getMessage() for record in caplog.records if "wait" in record.getMessage()] == [
        "1 submissions wait for the fast.ai image, which this worker does not have: "
        "`grader image --extra fastai` builds it"
    ]


@pytest.mark.docker
def test_a_worker_takes_up_an_image_that_is_built_while_it_runs() -> None:
    from sandbox.host.docker import connect

    tag = "grader-sandbox:extras-test"
    with contextlib.closing(connect()) as api, Equipment(Settings(ready=1, fastai_image=tag)) as equipment:
        equipment.look()
        assert equipment.pools == ["cpu"]
        # One that is out of date is still the right one.
        api.tag("grader-sandbox:cpu", "grader-sandbox", "extras-test")
        try:
            equipment.look()
            equipment.look()
            assert equipment.pools == ["cpu", "fastai"]
        finally:
            api.remove_image(tag)


def test_known_wrong_solutions_get_what_they_import(demanding: Exercise) -> None:
    plain = author_config(replace(demanding, requires=()), Settings(), batch=True)
    assert plain == author_config(None, Settings(), batch=True) == LocalConfig(warm=True, batch=True)
    if importlib.util.find_spec("fastai") is None:
        with pytest.raises(NeedsExtra):
            author_config(demanding, Settings(fastai_image=NOWHERE), batch=False)


def test_sandboxes_of_an_author_are_kept_apart_by_what_is_in_them(demanding: Exercise) -> None:
    from sandbox.host.local import open_local

    opened: list[str] = []

    def plain(batch: bool) -> GuestSandbox:
        opened.append("plain")
        return open_local()

    def special(exercise: Exercise, batch: bool) -> GuestSandbox:
        opened.append(exercise.requires[0])
        return open_local()

    author = Author(plain, special)
    try:
        for exercise in (None, demanding, replace(demanding, requires=()), demanding):
            with author.lent(False, exercise):
                pass
    finally:
        author.close()
    assert opened == ["plain", "fastai"]
