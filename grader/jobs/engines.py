"""What carries a job to a worker. The database is the truth: an engine that loses an id loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Engine as DatabaseEngine

from grader.errors import InfrastructureError
from grader.jobs import services
from grader.jobs.depth import Depth, depth
from grader.jobs.models import Klass, Pool
from grader.store.migrate import require_current
from grader.store.sessions import session_scope


class Engine(Protocol):
    """Every engine keeps the same promises; tests/unit/jobs/test_engines.py holds them to it."""

    def dispatch(self, job_id: int, pool: Pool, klass: Klass) -> None:
        """Have the job done. Call it after the commit that made the job; calling it again is harmless."""

    def cancel(self, job_id: int) -> bool:
        """Stop the job, now or at its next heartbeat; False when it has ended already."""

    def health(self) -> str:
        """Empty when the engine can carry jobs, else a sentence that says why not."""

    def depth(self) -> list[Depth]:
        """What waits and what runs, by pool and class."""


class LocalEngine:
    """Workers claim from the database by themselves, so there is nothing to carry."""

    def __init__(self, database: DatabaseEngine) -> None:
        self._database = database

    def dispatch(self, job_id: int, pool: Pool, klass: Klass) -> None:
        """The job is in the database already; a worker looks there several times a second."""

    def cancel(self, job_id: int) -> bool:
        with session_scope(self._database, write=True) as session:
            return services.cancel(session, job_id)

    def health(self) -> str:
        try:
            require_current(self._database)
        except InfrastructureError as error:
            return str(error)
        return ""

    def depth(self) -> list[Depth]:
        with session_scope(self._database) as session:
            return depth(session)


class InlineEngine(LocalEngine):
    """Does the job at once, in the calling process: for tests and for a server without a worker.

    :param run: claims the job with this id and does it; returns at once when it is not to be had.
    """

    def __init__(self, database: DatabaseEngine, run: Callable[[int], None]) -> None:
        super().__init__(database)
        self._run = run

    def dispatch(self, job_id: int, pool: Pool, klass: Klass) -> None:
        self._run(job_id)
