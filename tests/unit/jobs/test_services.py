"""The rules of jobs, on both databases: order, fences, leases, and who gives up when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from grader.jobs import services as jobs
from grader.jobs.depth import depth
from grader.jobs.models import Job
from grader.jobs.services import Claimed
from grader.store.base import now
from grader.store.sessions import session_scope
from grader.submissions.models import Submission

AddJob = Callable[..., Job]


def claim(engine: Engine, **options: object) -> Claimed | None:
    with session_scope(engine, write=True) as session:
        return jobs.claim(session, "w", options.pop("pools", ("cpu",)), **options)  # type: ignore[arg-type]


def claim_one(engine: Engine, **options: object) -> Claimed:
    claimed = claim(engine, **options)
    assert claimed is not None
    return claimed


def job(engine: Engine, job_id: int) -> Job:
    with session_scope(engine) as session:
        return session.get_one(Job, job_id)


def let_expire(engine: Engine, job_id: int) -> None:
    with session_scope(engine, write=True) as session:
        session.execute(update(Job).where(Job.id == job_id).values(lease_until=now() - timedelta(seconds=1)))


def reap(engine: Engine, most: int = 3) -> tuple[list[Claimed], list[Claimed]]:
    with session_scope(engine, write=True) as session:
        expired = jobs.any_expired(session)
        found = jobs.reap(session, most)
    assert expired == any(found)
    return found


def test_an_empty_queue_gives_nothing(database: Engine) -> None:
    assert claim(database) is None


def test_a_claim_is_exclusive_and_says_what_it_is(database: Engine, add_job: AddJob) -> None:
    added = add_job()
    claimed = claim_one(database, lease_s=30.0)
    assert claimed == Claimed(added.id, added.submission_id, "interactive", "cpu", attempt=1, failures=0)
    assert claim(database) is None
    row = job(database, added.id)
    assert (row.state, row.worker) == ("running", "w")
    assert row.lease_until is not None
    assert timedelta(seconds=25) < row.lease_until - now() <= timedelta(seconds=30)


def test_interactive_goes_first_then_the_oldest(database: Engine, add_job: AddJob) -> None:
    order = [add_job(klass).id for klass in ("batch", "interactive", "batch", "interactive")]
    taken = [claim_one(database).job_id for _ in order]
    assert taken == [order[1], order[3], order[0], order[2]]


def test_a_slot_kept_for_interactive_work_takes_nothing_else(database: Engine, add_job: AddJob) -> None:
    add_job("batch")
    assert claim(database, classes=("interactive",)) is None
    assert claim(database) is not None


def test_a_pool_takes_only_its_own(database: Engine, add_job: AddJob) -> None:
    added = add_job(pool="gpu")
    assert claim(database) is None
    assert claim_one(database, pools=("cpu", "gpu")).job_id == added.id


def test_a_named_job_is_taken_out_of_turn_but_only_once(database: Engine, add_job: AddJob) -> None:
    add_job()
    second = add_job()
    assert claim_one(database, job_id=second.id).job_id == second.id
    assert claim(database, job_id=second.id) is None


def test_waiting_agrees_with_claim(database: Engine, add_job: AddJob) -> None:
    def waiting() -> bool:
        with session_scope(database) as session:
            return jobs.waiting(session, ("cpu",))

    assert not waiting()
    add_job()
    assert waiting()
    claim_one(database)
    assert not waiting()


def test_a_job_that_rests_is_not_taken(database: Engine, add_job: AddJob) -> None:
    add_job()
    claimed = claim_one(database)
    with session_scope(database, write=True) as session:
        assert jobs.release(session, claimed.job_id, claimed.attempt, failed=True, delay_s=60)
    assert claim(database) is None
    with session_scope(database, write=True) as session:
        session.execute(update(Job).values(ready_at=now()))
    assert claim_one(database).failures == 1


def test_an_orderly_release_is_no_failure(database: Engine, add_job: AddJob) -> None:
    add_job()
    claimed = claim_one(database)
    with session_scope(database, write=True) as session:
        assert jobs.release(session, claimed.job_id, claimed.attempt, failed=False)
    again = claim_one(database)
    assert (again.failures, again.attempt) == (0, 2)


def test_whoever_lost_the_job_can_change_nothing(database: Engine, add_job: AddJob) -> None:
    add_job()
    slow = claim_one(database)
    let_expire(database, slow.job_id)
    assert reap(database)[0] != []
    quick = claim_one(database)
    with session_scope(database, write=True) as session:
        assert not jobs.finish(session, slow.job_id, slow.attempt)
        assert not jobs.release(session, slow.job_id, slow.attempt, failed=True)
        assert not jobs.heartbeat(session, slow.job_id, slow.attempt).ours
        assert not jobs.held(session, slow.job_id, slow.attempt)
    assert job(database, slow.job_id).state == "running"
    with session_scope(database, write=True) as session:
        assert jobs.held(session, quick.job_id, quick.attempt)
        assert jobs.heartbeat(session, quick.job_id, quick.attempt).ours
        assert jobs.finish(session, quick.job_id, quick.attempt)
        assert not jobs.finish(session, quick.job_id, quick.attempt)
    assert job(database, quick.job_id).state == "done"


def test_a_heartbeat_keeps_the_job_from_the_reaper(database: Engine, add_job: AddJob) -> None:
    add_job()
    claimed = claim_one(database)
    let_expire(database, claimed.job_id)
    with session_scope(database, write=True) as session:
        assert jobs.heartbeat(session, claimed.job_id, claimed.attempt, lease_s=30).ours
    assert reap(database) == ([], [])


@pytest.mark.parametrize("most", [1, 3])
def test_a_lost_job_is_tried_so_often_and_then_given_up(database: Engine, add_job: AddJob, most: int) -> None:
    added = add_job()
    for failures in range(1, most + 1):
        claim_one(database)
        let_expire(database, added.id)
        returned, given_up = reap(database, most)
        assert bool(returned) == (failures < most)
        assert bool(given_up) == (failures == most)
    assert given_up[0].failures == most
    assert job(database, added.id).state == "failed"
    assert claim(database) is None


def test_cancelling_a_waiting_job_ends_it(database: Engine, add_job: AddJob) -> None:
    added = add_job()
    with session_scope(database, write=True) as session:
        assert jobs.cancel(session, added.id)
        assert not jobs.cancel(session, added.id)
    assert claim(database) is None


def test_cancelling_a_running_job_reaches_its_heartbeat(database: Engine, add_job: AddJob) -> None:
    add_job()
    claimed = claim_one(database)
    with session_scope(database, write=True) as session:
        assert jobs.cancel(session, claimed.job_id)
        assert jobs.heartbeat(session, claimed.job_id, claimed.attempt) == jobs.Lease(ours=True, cancel=True)
        assert jobs.finish(session, claimed.job_id, claimed.attempt, "cancelled")


def test_position_counts_what_goes_first_in_the_same_pool(database: Engine, add_job: AddJob) -> None:
    batch, first, second = add_job("batch"), add_job(), add_job()
    add_job(pool="gpu")
    with session_scope(database) as session:
        places = [jobs.position(session, one.submission_id) for one in (first, second, batch)]
    assert places == [1, 2, 3]
    claim_one(database)
    with session_scope(database) as session:
        assert jobs.position(session, first.submission_id) is None
        assert jobs.position(session, second.submission_id) == 1


def test_depth_counts_by_pool_and_class(database: Engine, add_job: AddJob) -> None:
    for klass in ("interactive", "interactive", "batch"):
        add_job(klass)
    claim_one(database)
    with session_scope(database, write=True) as session:
        session.execute(update(Job).values(created_at=now() - timedelta(minutes=1)))
    with session_scope(database) as session:
        seen = {(one.pool, one.klass): one for one in depth(session)}
    assert set(seen) == {("cpu", "interactive"), ("cpu", "batch")}
    interactive = seen["cpu", "interactive"]
    assert (interactive.waiting, interactive.running) == (1, 1)
    assert 59 < interactive.oldest_s < 90


def test_a_job_vanishes_with_a_submission_that_is_rolled_back(database: Engine, add_job: AddJob) -> None:
    add_job()

    def fail_after_enqueue() -> None:
        with session_scope(database, write=True) as session:
            submission = Submission(assignment_id="a1", user_id="ada")
            session.add(submission)
            session.flush()
            jobs.enqueue(session, submission.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_enqueue()
    claim_one(database)
    assert claim(database) is None
