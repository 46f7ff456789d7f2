"""Batches that are paused, resumed and cancelled, whatever ends the claims of their running jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import BaseModel
from sqlalchemy import Engine, update

from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.jobs.services import Claimed
from grader.store.base import new_id, now
from grader.store.sessions import session_scope

AddJob = Callable[..., Job]
BATCH = new_id()


class Options(BaseModel):
    """Stands for those of a grading."""

    seeds: tuple[int, ...] = ()
    threads: int = 1


def claim(engine: Engine, job_id: int | None = None) -> Claimed | None:
    with session_scope(engine, write=True) as session:
        return jobs.claim(session, "w", ("cpu",), job_id=job_id)


def state(engine: Engine, job: Job) -> str:
    with session_scope(engine) as session:
        return session.get_one(Job, job.id).state


def counts(engine: Engine, batch_id: str = BATCH) -> dict[str, int]:
    with session_scope(engine) as session:
        return dict(jobs.batch_counts(session, batch_id))


def change(engine: Engine, what: Callable[..., int], batch_id: str = BATCH) -> int:
    with session_scope(engine, write=True) as session:
        return what(session, batch_id)


def release(engine: Engine, claimed: Claimed) -> None:
    with session_scope(engine, write=True) as session:
        assert jobs.release(session, claimed.job_id, claimed.attempt, failed=False)


def vanish(engine: Engine, claimed: Claimed, most: int = 3) -> tuple[list[Claimed], list[Claimed]]:
    """What `kill -9` of the worker leads to, in the end."""
    past = now() - timedelta(seconds=1)
    with session_scope(engine, write=True) as session:
        session.execute(update(Job).where(Job.id == claimed.job_id).values(lease_until=past))
    with session_scope(engine, write=True) as session:
        return jobs.reap(session, most)


def lose(engine: Engine, claimed: Claimed) -> None:
    returned, given_up = vanish(engine, claimed)
    assert ([one.job_id for one in returned], given_up) == ([claimed.job_id], [])


#: The two ways back into the queue.
WAYS = pytest.mark.parametrize("comes_back", [release, lose])


@pytest.fixture
def running(database: Engine, add_job: AddJob) -> Claimed:
    """A job of the batch that a worker has, and beside it one that waits."""
    first = add_job("batch", batch_id=BATCH)
    add_job("batch", batch_id=BATCH)
    claimed = claim(database, first.id)
    assert claimed is not None
    return claimed


def test_a_claim_brings_the_batch_and_what_is_special(database: Engine, add_job: AddJob) -> None:
    add_job("batch", batch_id=BATCH, options=Options(seeds=(3,)))
    claimed = claim(database)
    assert claimed is not None
    # What is as usual is not stored, so that a later program may have other ideas of it.
    assert (claimed.batch_id, claimed.options) == (BATCH, {"seeds": [3]})


def test_a_paused_batch_is_not_begun_and_goes_on_later(database: Engine, running: Claimed) -> None:
    assert change(database, jobs.hold) == 1
    assert counts(database) == {"running": 1, "held": 1}
    assert claim(database) is None
    assert change(database, jobs.resume) == 1
    assert claim(database) is not None
    assert counts(database) == {"running": 2}


def test_what_runs_may_end_while_its_batch_is_paused(database: Engine, running: Claimed) -> None:
    change(database, jobs.hold)
    with session_scope(database, write=True) as session:
        assert not jobs.heartbeat(session, running.job_id, running.attempt).cancel
        assert jobs.finish(session, running.job_id, running.attempt)
    change(database, jobs.resume)
    assert counts(database) == {"done": 1, "queued": 1}


@WAYS
def test_what_comes_back_to_a_paused_batch_is_held(
    database: Engine, running: Claimed, comes_back: Callable[[Engine, Claimed], None]
) -> None:
    change(database, jobs.hold)
    comes_back(database, running)
    assert counts(database) == {"held": 2}
    assert change(database, jobs.resume) == 2
    assert claim(database, running.job_id) is not None


@WAYS
def test_what_comes_back_after_the_pause_is_queued(
    database: Engine, running: Claimed, comes_back: Callable[[Engine, Claimed], None]
) -> None:
    change(database, jobs.hold)
    change(database, jobs.resume)
    comes_back(database, running)
    assert counts(database) == {"queued": 2}


@WAYS
def test_what_comes_back_to_a_cancelled_batch_ends(
    database: Engine, running: Claimed, comes_back: Callable[[Engine, Claimed], None]
) -> None:
    assert change(database, jobs.cancel_batch) == 2
    with session_scope(database, write=True) as session:
        assert jobs.heartbeat(session, running.job_id, running.attempt).cancel
    comes_back(database, running)
    assert counts(database) == {"cancelled": 2}
    assert claim(database) is None
    with session_scope(database) as session:
        assert session.get_one(Job, running.job_id).finished_at is not None
    assert change(database, jobs.resume) == 0
    assert counts(database) == {"cancelled": 2}


def test_a_paused_batch_can_be_cancelled(database: Engine, running: Claimed) -> None:
    change(database, jobs.hold)
    assert change(database, jobs.cancel_batch) == 2
    assert counts(database) == {"running": 1, "cancelled": 1}


def test_a_held_job_can_be_cancelled_alone(database: Engine, add_job: AddJob) -> None:
    job = add_job("batch", batch_id=BATCH)
    change(database, jobs.hold)
    with session_scope(database, write=True) as session:
        assert jobs.cancel(session, job.id)
    assert state(database, job) == "cancelled"


def test_nobody_waits_for_the_report_of_a_cancelled_job(database: Engine, running: Claimed) -> None:
    """At its last attempt it is cancelled like any other, rather than given up with a report."""
    change(database, jobs.cancel_batch)
    returned, given_up = vanish(database, running, most=1)
    assert ([one.job_id for one in returned], given_up) == ([running.job_id], [])
    assert counts(database) == {"cancelled": 2}


def test_a_job_of_a_paused_batch_is_given_up_at_last(database: Engine, running: Claimed) -> None:
    change(database, jobs.hold)
    returned, given_up = vanish(database, running, most=1)
    assert (returned, [one.batch_id for one in given_up]) == ([], [BATCH])
    assert counts(database) == {"failed": 1, "held": 1}


def test_other_batches_and_what_students_wait_for_are_left_alone(database: Engine, add_job: AddJob) -> None:
    other, single = add_job("batch", batch_id=new_id()), add_job()
    add_job("batch", batch_id=BATCH)
    change(database, jobs.hold)
    change(database, jobs.cancel_batch)
    assert (state(database, other), state(database, single)) == ("queued", "queued")
    assert counts(database) == {"cancelled": 1}


def test_an_unknown_batch_has_no_jobs(database: Engine) -> None:
    assert [change(database, what) for what in (jobs.hold, jobs.resume, jobs.cancel_batch)] == [0, 0, 0]
    assert counts(database) == {}


def test_a_student_has_no_place_in_the_line_because_of_a_regrade(database: Engine, add_job: AddJob) -> None:
    regraded = add_job("batch", batch_id=BATCH)
    ordinary = add_job("batch")
    with session_scope(database) as session:
        assert jobs.position(session, regraded.submission_id) is None
        # Batch work without a regrade stands behind the older batch work, and says so.
        assert jobs.position(session, ordinary.submission_id) == 2
    change(database, jobs.hold)
    with session_scope(database) as session:
        assert jobs.position(session, ordinary.submission_id) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("last", "left"), [(jobs.hold, "held"), (jobs.cancel_batch, "cancelled")])
def test_no_job_slips_past_whoever_pauses_or_cancels(
    database: Engine, add_job: AddJob, last: Callable[..., int], left: str
) -> None:
    """Workers claim and give back without a rest while the batch is paused and resumed; when all have let go,
    not one job is in the queue."""
    for _ in range(12):
        add_job("batch", batch_id=BATCH)
    ended = threading.Event()
    taken, errors = [0, 0, 0], []

    def work(number: int) -> None:
        try:
            while not ended.is_set():
                claimed = claim(database)
                if claimed is not None:
                    taken[number] += 1
                    (lose_quietly if taken[number] % 3 == 0 else release)(database, claimed)
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(15):
        change(database, jobs.hold)
        change(database, jobs.resume)
    change(database, last)
    ended.set()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert sum(taken) > 0
    # A reaper passes over what somebody else is changing, and looks again a few seconds later.
    with session_scope(database, write=True) as session:
        jobs.reap(session, 10_000)
    assert counts(database) == {left: 12}


def lose_quietly(engine: Engine, claimed: Claimed) -> None:
    """Any of several reapers may find the job."""
    vanish(engine, claimed, most=10_000)
