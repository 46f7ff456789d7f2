"""Several real processes over one database: every job is done once, also when a process is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

import grader.submissions.models  # noqa: F401  a job refers to the table of submissions
from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.store.base import now
from grader.store.sessions import create_engine, session_scope

AddJob = Callable[..., Job]
SPAWN = multiprocessing.get_context("spawn")


def work(url: str, notes: str, hold_s: float) -> None:
    """Claim until nothing is left; note each claim and each finish that was accepted."""
    engine = create_engine(url)
    with Path(notes).open("a", encoding="utf-8") as file:
        while True:
            with session_scope(engine, write=True) as session:
                claimed = jobs.claim(session, str(os.getpid()), ("cpu",), lease_s=30)
            if claimed is None:
                break
            print(f"claimed {claimed.job_id}", file=file, flush=True)
            time.sleep(hold_s)
            with session_scope(engine, write=True) as session:
                if jobs.finish(session, claimed.job_id, claimed.attempt):
                    print(f"finished {claimed.job_id}", file=file, flush=True)
    engine.dispose()


def start(
    database: Engine, folder: Path, hold_s: float, numbers: range = range(3)
) -> list[tuple[SpawnProcess, Path]]:
    url = database.url.render_as_string(hide_password=False)
    started = []
    for number in numbers:
        notes = folder / f"notes{number}"
        notes.touch()
        process = SPAWN.Process(target=work, args=(url, str(notes), hold_s))
        process.start()
        started.append((process, notes))
    return started


def noted(started: list[tuple[SpawnProcess, Path]], what: str) -> Counter[int]:
    lines = [line for _, notes in started for line in notes.read_text().splitlines()]
    return Counter(int(line.split()[1]) for line in lines if line.startswith(what))


def end(started: list[tuple[SpawnProcess, Path]]) -> None:
    for process, _ in started:
        process.join(120)
        assert process.exitcode in (0, -signal.SIGKILL)


def test_many_processes_never_claim_the_same_job(database: Engine, add_job: AddJob, tmp_path: Path) -> None:
    wanted = {add_job().id for _ in range(60)}
    started = start(database, tmp_path, 0.0)
    end(started)
    assert noted(started, "claimed") == dict.fromkeys(wanted, 1)
    assert noted(started, "finished") == dict.fromkeys(wanted, 1)


def test_without_the_condition_the_same_job_is_claimed_twice(database: Engine, add_job: AddJob) -> None:
    """The positive control: a claim that reads first and writes later gives one job to two workers."""
    job = add_job()
    found = []
    for _ in range(2):
        with session_scope(database) as session:
            found.append(session.scalar(select(Job.id).where(Job.state == "queued")))
    for job_id in found:
        with session_scope(database, write=True) as session:
            session.execute(update(Job).where(Job.id == job_id).values(state="running"))
    assert found == [job.id, job.id]


@pytest.mark.slow
def test_a_killed_process_loses_nothing(database: Engine, add_job: AddJob, tmp_path: Path) -> None:
    wanted = {add_job().id for _ in range(12)}
    # It would hold its first job for longer than the test may take.
    victims = start(database, tmp_path, 600, range(1))
    (victim, notes), deadline = victims[0], time.monotonic() + 120
    while "\n" not in notes.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    started = victims + start(database, tmp_path, 0.3, range(1, 3))
    assert victim.pid is not None
    os.kill(victim.pid, signal.SIGKILL)
    end(started)
    with session_scope(database, write=True) as session:
        lost = set(session.scalars(select(Job.id).where(Job.state == "running")))
        assert lost == set(noted(victims, "claimed"))
        session.execute(update(Job).where(Job.state == "running").values(lease_until=now()))
        returned, given_up = jobs.reap(session, 3)
    assert {one.job_id for one in returned} == lost
    assert given_up == []
    second = tmp_path / "second"
    second.mkdir()
    again = start(database, second, 0.0)
    end(again)
    assert noted(started, "finished") + noted(again, "finished") == dict.fromkeys(wanted, 1)
    with session_scope(database) as session:
        assert session.scalar(select(func.count()).where(Job.state == "done")) == len(wanted)
