"""One contract for every engine, on both databases: what is dispatched is done exactly once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine as DatabaseEngine

from grader.errors import InfrastructureError
from grader.jobs import services as jobs
from grader.jobs.engines import Engine, InlineEngine, LocalEngine
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.loop import Slot, Terms
from grader.jobs.models import Job
from grader.jobs.services import Claimed
from grader.store.migrate import downgrade
from grader.store.sessions import session_scope

AddJob = Callable[..., Job]


@dataclass
class Site:
    """An engine with what does its jobs; a job is done by noting its id."""

    engine: Engine
    database: DatabaseEngine
    done: list[int] = field(default_factory=list)
    #: Set to let jobs run to their end; cleared, they wait for it or for their heartbeat.
    go: threading.Event = field(default_factory=threading.Event)
    #: Raised by the next job, once.
    fault: Exception | None = None
    failures: list[int] = field(default_factory=list)

    def run(self, claimed: Claimed, heartbeat: Heartbeat) -> None:
        self.failures.append(claimed.failures)
        stopped = threading.Event()
        heartbeat.on_stop(stopped.set)
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        while not self.go.wait(0.02) and not stopped.is_set():
            pass
        state = "cancelled" if heartbeat.stopped == "cancelled" else "done"
        with session_scope(self.database, write=True) as session:
            if jobs.finish(session, claimed.job_id, claimed.attempt, state) and state == "done":  # type: ignore[arg-type]
                self.done.append(claimed.job_id)

    def give_back(self, claimed: Claimed, failed: bool) -> None:
        with session_scope(self.database, write=True) as session:
            jobs.release(session, claimed.job_id, claimed.attempt, failed=failed)

    def slot(self) -> Slot:
        return Slot(self.database, Terms("test", lease_s=0.6), self.run, self.give_back)

    def dispatch(self, job: Job) -> None:
        self.engine.dispatch(job.id, job.pool, job.klass)

    def wait(self, job: Job, state: str) -> None:
        deadline = time.monotonic() + 60
        while self.state(job) != state:
            assert time.monotonic() < deadline, f"the job is {self.state(job)}, not {state}"
            time.sleep(0.02)

    def state(self, job: Job) -> str:
        with session_scope(self.database) as session:
            return session.get_one(Job, job.id).state


def inline(database: DatabaseEngine) -> Iterator[Site]:
    site = Site(InlineEngine(database, lambda job_id: None), database)
    site.engine = InlineEngine(database, lambda job_id: void(site.slot().serve_one(job_id)))
    yield site


def local(database: DatabaseEngine) -> Iterator[Site]:
    site = Site(LocalEngine(database), database)
    slots = [site.slot(), site.slot()]
    threads = [threading.Thread(target=slot.serve) for slot in slots]
    for thread in threads:
        thread.start()
    yield site
    site.go.set()
    for slot in slots:
        slot.stop()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def void(_: object) -> None:
    """A slot says whether it found the job; an engine does not."""


@pytest.fixture(params=[inline, local])
def site(request: pytest.FixtureRequest, database: DatabaseEngine) -> Iterator[Site]:
    made: Iterator[Site] = request.param(database)
    yield from made


def test_a_dispatched_job_is_done(site: Site, add_job: AddJob) -> None:
    site.go.set()
    job = add_job()
    site.dispatch(job)
    site.wait(job, "done")
    assert site.done == [job.id]


def test_dispatching_again_is_harmless(site: Site, add_job: AddJob) -> None:
    site.go.set()
    job = add_job()
    for _ in range(3):
        site.dispatch(job)
    site.wait(job, "done")
    site.dispatch(job)
    assert site.done == [job.id]


def test_dispatching_what_is_not_there_is_harmless(site: Site, add_job: AddJob) -> None:
    site.engine.dispatch(12345, "cpu", "interactive")
    site.go.set()
    job = add_job()
    site.dispatch(job)
    site.wait(job, "done")


def test_a_job_that_was_cancelled_while_waiting_is_not_done(site: Site, add_job: AddJob) -> None:
    site.go.set()
    job = add_job(pool="gpu")  # Nobody here takes it.
    assert site.engine.cancel(job.id)
    site.dispatch(job)
    assert site.state(job) == "cancelled"
    assert not site.engine.cancel(job.id)
    assert site.done == []


def test_a_running_job_can_be_cancelled(site: Site, add_job: AddJob) -> None:
    job = add_job()
    runner = threading.Thread(target=site.dispatch, args=(job,))
    runner.start()
    site.wait(job, "running")
    assert site.engine.cancel(job.id)
    site.wait(job, "cancelled")
    runner.join(60)
    assert site.done == []


def test_a_job_that_raises_goes_back_and_is_done_at_the_next_try(site: Site, add_job: AddJob) -> None:
    site.go.set()
    site.fault = ZeroDivisionError("a bug")
    job = add_job()
    site.dispatch(job)
    site.dispatch(job)
    site.wait(job, "done")
    assert site.failures == [0, 1]
    assert site.done == [job.id]


def test_health_is_a_sentence_when_the_tables_are_missing(site: Site) -> None:
    assert site.engine.health() == ""
    downgrade(site.database, "base")
    assert "database" in site.engine.health()


def test_depth_sees_what_runs(site: Site, add_job: AddJob) -> None:
    assert site.engine.depth() == []
    job = add_job()
    runner = threading.Thread(target=site.dispatch, args=(job,))
    runner.start()
    site.wait(job, "running")
    seen = site.engine.depth()
    site.go.set()
    runner.join(60)
    site.wait(job, "done")
    assert [(one.pool, one.klass, one.waiting, one.running) for one in seen] == [("cpu", "interactive", 0, 1)]


def test_a_slot_survives_a_database_that_does_not_answer(
    database: DatabaseEngine, add_job: AddJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(LocalEngine(database), database)
    site.go.set()
    slot = site.slot()
    looks = iter([InfrastructureError("The database does not answer.")])
    look = slot.serve_one

    def serve_one() -> bool:
        for error in looks:
            raise error
        return look()

    monkeypatch.setattr(slot, "serve_one", serve_one)
    thread = threading.Thread(target=slot.serve)
    thread.start()
    job = add_job()
    site.wait(job, "done")
    slot.stop()
    thread.join(60)
    assert not thread.is_alive()


def test_abandoning_gives_the_job_back_at_once_and_without_a_failure(
    database: DatabaseEngine, add_job: AddJob
) -> None:
    site = Site(LocalEngine(database), database)
    slot, job = site.slot(), add_job()
    thread = threading.Thread(target=slot.serve)
    thread.start()
    site.wait(job, "running")
    slot.stop()
    slot.abandon()
    thread.join(60)
    assert not thread.is_alive()
    assert site.done == []
    with session_scope(database) as session:
        row = session.get_one(Job, job.id)
    assert (row.state, row.failures, row.attempt) == ("queued", 0, 1)


def test_a_job_claimed_just_before_it_is_abandoned_is_given_back_too(
    database: DatabaseEngine, add_job: AddJob
) -> None:
    site = Site(LocalEngine(database), database)
    slot, job = site.slot(), add_job()
    slot.abandon()  # As if it came between the claim and the start.
    assert slot.serve_one()
    assert site.failures == []
    with session_scope(database) as session:
        row = session.get_one(Job, job.id)
    assert (row.state, row.failures, row.attempt) == ("queued", 0, 1)
