"""A server and a worker of their own for a measurement, each a process, on loopback; gone afterwards."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests
from sqlalchemy import Engine

from grader.accounts.services import create_user
from grader.accounts.tokens import create_token
from grader.bench.task import Task
from grader.courses.services import add_assignment, assignment_of, course_by_slug, create_course, enrol
from grader.errors import InfrastructureError
from grader.settings import Settings
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine, session_scope
from grader.submissions.services import submit

COURSE = "bench"
_START_S = 180.0
#: So many students hand in, because one person may have only so many submissions waiting.
STUDENTS = 40


@dataclass(frozen=True)
class Site:
    """Where the server is, and the tokens of its students."""

    base: str
    engine: Engine
    tokens: tuple[str, ...]
    worker: int

    def enqueue_batch(self, task: Task, count: int) -> None:
        """Submissions of the batch class, as a regrade makes them."""
        with session_scope(self.engine, write=True) as session:
            course = course_by_slug(session, COURSE)
            assignment = assignment_of(session, course, task.exercise.id)
            for number in range(count):
                login = f"batch{secrets.token_hex(4)}"
                person = create_user(session, login, f"Student {number}", "")
                enrol(session, course, person)
                submit(session, person, assignment, task.files(), klass="batch")


@contextlib.contextmanager
def running(settings: Settings, task: Task) -> Iterator[Site]:
    """The site, until the block ends."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-bench-")))
        own = settings.model_copy(update={"data_dir": folder, "database_url": "", "sandbox": "docker"})
        engine = create_engine(own.url)
        stack.callback(engine.dispose)
        upgrade(engine)
        yield stack.enter_context(started(own, engine, people(engine, task.exercise.id)))


@contextlib.contextmanager
def started(own: Settings, engine: Engine, tokens: tuple[str, ...]) -> Iterator[Site]:
    """A server and a worker with these settings of their own, until the block ends."""
    with contextlib.ExitStack() as stack:
        environment, port, path = _environment(own), free_port(), own.data_dir / "log"
        log = stack.enter_context(path.open("wb"))
        stack.enter_context(process(["serve", "--port", str(port)], environment, log.fileno()))
        worker = stack.enter_context(process(["worker"], environment, log.fileno()))
        site = Site(f"http://127.0.0.1:{port}", engine, tokens, worker)
        _wait(site, path)
        yield site


def people(engine: Engine, exercise_id: str) -> tuple[str, ...]:
    """A course with the exercise and its students; their tokens."""
    tokens = []
    with session_scope(engine, write=True) as session:
        course = create_course(session, COURSE, "Measurement")
        add_assignment(session, course, exercise_id)
        for number in range(STUDENTS):
            person = create_user(session, f"student{number}", f"Student {number}", "")
            enrol(session, course, person)
            tokens.append(create_token(session, person, "bench")[1])
    return tuple(tokens)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "GRADER_DATA_DIR": str(settings.data_dir),
        "GRADER_DATABASE_URL": "",
        "GRADER_SANDBOX": settings.sandbox,
        "GRADER_IMAGE": settings.image,
        "GRADER_EXERCISES": str(settings.exercises.resolve()),
        "GRADER_REFERENCE": str(settings.reference.resolve()),
        "OMP_NUM_THREADS": "1",
    }


@contextlib.contextmanager
def process(command: list[str], environment: dict[str, str], log: int) -> Iterator[int]:
    """`grader COMMAND` as a process of its own, told to stop when the block ends; its number."""
    started = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
        [sys.executable, "-m", "grader", *command],
        env=environment,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
    )
    try:
        yield started.pid
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def _wait(site: Site, log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(f"{site.base}/readyz", timeout=10).ok:
                return
        time.sleep(0.2)
    raise InfrastructureError(f"The server for the measurement did not start: {log.read_text()[-500:]}")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
