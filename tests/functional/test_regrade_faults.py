"""Whatever is killed or full in the middle of a regrade, it goes on, and proposes what it must."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from regraded_class import COURSE, PATIENCE_S, Class, class_in, known
from small_disk import small_disk
from sqlalchemy import select

from grader.bench.generated import Kind, Known
from grader.bench.site import free_port
from grader.courses.models import Course
from grader.errors import InfrastructureError
from grader.jobs.models import Job
from grader.store.sessions import session_scope

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

COPIES = 2


@pytest.fixture(scope="module")
def generator() -> tuple[list[Kind], Known]:
    return known()


def sources(generator: tuple[list[Kind], Known], copies: int = COPIES) -> list[tuple[bytes, float]]:
    kinds, points = generator
    return [(kind.copy(number), points.score(kind)) for number, kind in enumerate(kinds * copies)]


@pytest.fixture
def klass(generator: tuple[list[Kind], Known], tmp_path: Path) -> Iterator[Class]:
    with class_in(tmp_path / "var", "local", sources(generator)) as made:
        made.begin()
        yield made


def done(least: int) -> Any:
    return lambda counts: counts.get("done", 0) >= least


def test_workers_that_are_killed_one_after_the_other(klass: Class) -> None:
    for least in (5, 20):
        with klass.worker() as worker:
            klass.wait(done(least))
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
    with klass.worker():
        klass.wait_ready()
    klass.expect_complete()
    klass.decide_both_ways()


def test_a_proposal_too_many_or_a_wrong_one_would_be_noticed(klass: Class) -> None:
    """The control of `expect_complete`."""
    first = next(iter(klass.scores))
    klass.scores[first] += 0.5
    klass.propose()
    klass.expect_complete()
    klass.scores[first] -= 0.5
    with pytest.raises(AssertionError):
        klass.expect_complete()


class Api:
    """The regrade, as an instructor's program sees it."""

    def __init__(self, klass: Class, port: int) -> None:
        self.klass = klass
        self.base = f"http://127.0.0.1:{port}"
        self.place = f"{self.base}/api/v1/courses/{COURSE}/regrades/{klass.regrade}"
        self.headers = {"Authorization": f"Bearer {klass.token}"}

    def wait(self) -> None:
        """Until the server answers."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                assert requests.get(f"{self.base}/readyz", timeout=10).ok
                return
            except requests.ConnectionError:
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def get(self, path: str = "") -> Any:
        answer = requests.get(self.place + path, headers=self.headers, timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    def post(self, path: str, **sent: str) -> None:
        try:
            requests.post(self.place + path, json=sent, headers=self.headers, timeout=60)
        except requests.ConnectionError:
            return  # It was killed.


def test_a_server_that_is_killed_while_a_regrade_runs(klass: Class) -> None:
    port = free_port()
    api = Api(klass, port)
    with klass.worker():
        with klass.server(port) as server:
            api.wait()
            klass.wait(done(5))
            assert api.get()["progress"]["state"] == "running"
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        klass.wait_ready()
    with klass.server(port):
        api.wait()
        assert api.get()["progress"]["state"] == "ready"
    klass.expect_complete()


def test_a_server_that_is_killed_while_it_applies_and_takes_back(klass: Class) -> None:
    klass.propose()
    port = free_port()
    api, after = Api(klass, port), dict(klass.scores)
    acts = [("/apply", after), ("/take-back", klass.untouched()[0])] * 3
    for number, (path, wanted) in enumerate(acts):
        before = klass.state()
        with klass.server(port) as server:
            api.wait()
            sent = {"reason": "a reason"}
            if path == "/apply":
                sent["digest"] = api.get("/difference")["digest"]
            asking = threading.Thread(target=api.post, args=(path,), kwargs=sent)
            asking.start()
            time.sleep(0.015 * number)
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            asking.join()
        found = klass.state()
        if found == before:
            repeat(klass, path)
            found = klass.state()
        assert found == (wanted, before[1] + 1, before[2] + len(after))


def repeat(klass: Class, path: str) -> None:
    digest = klass.digest()
    with session_scope(klass.engine, write=True) as session:
        if path == "/apply":
            klass.apply(session, digest)
        else:
            klass.take_back(session)


@pytest.mark.docker
def test_a_container_that_is_killed(generator: tuple[list[Kind], Known], tmp_path: Path) -> None:
    from sandbox.host.docker import OWNER_LABEL, connect

    api = connect()
    with class_in(tmp_path / "var", "docker", sources(generator)) as klass:
        klass.begin()
        killed = set()
        with klass.worker() as worker:
            for least in (3, 20):
                klass.wait(done(least))
                for one in api.containers():
                    if f":{worker.pid}:" in (one.get("Labels") or {}).get(OWNER_LABEL, ""):
                        api.kill(one["Id"])
                        killed.add(one["Id"])
            klass.wait_ready()
        assert len(killed) >= 2
        klass.expect_complete()
    api.close()


def test_a_disk_that_is_full_for_a_while(generator: tuple[list[Kind], Known], tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", 64) as disk,
        class_in(disk.folder / "var", "local", sources(generator)) as klass,
    ):
        klass.begin()
        # Reports and leases outlive the time without room: nothing is graded twice.
        with klass.worker(GRADER_LEASE_S="60") as worker:
            klass.wait(done(5))
            disk.fill()
            with pytest.raises(InfrastructureError, match="disk of the database is full"):
                write_much(klass)
            # Longer than a grading takes, so that whatever is finished has nowhere to go.
            time.sleep(5)
            before = klass.counts()
            time.sleep(3)
            assert klass.counts() == before
            assert worker.poll() is None
            disk.free()
            klass.wait_ready()
        klass.expect_complete()
        klass.decide_both_ways()
        with session_scope(klass.engine) as session:
            assert set(session.scalars(select(Job.failures))) == {0}


def write_much(klass: Class) -> None:
    """More than what the database had left for itself."""
    for _ in range(10_000):
        with session_scope(klass.engine, write=True) as session:
            session.add(Course(slug=os.urandom(8).hex(), title="x" * 20_000))
