"""A slot: takes one job after another and has it done, until told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from grader.errors import InfrastructureError
from grader.jobs import services
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.models import Klass, Pool
from grader.jobs.services import Claimed
from grader.store.sessions import session_scope

log = logging.getLogger(__name__)

#: Does the claimed job and finishes or releases it; returns quietly when the heartbeat has stopped.
Run = Callable[[Claimed, Heartbeat], None]
#: Returns a job that is still ours to the queue; True as second argument counts it as a fault of ours.
GiveBack = Callable[[Claimed, bool], object]
#: Seconds between two looks into an empty queue.
POLL_S = 0.1
#: Seconds a slot rests when the database failed.
TROUBLE_S = 1.0


@dataclass(frozen=True)
class Terms:
    """How a slot claims: whose name it uses, what it may take, and for how long."""

    worker: str
    pools: Sequence[Pool] = ("cpu",)
    classes: Sequence[Klass] = services.CLASSES
    lease_s: float = 60.0


class Slot:
    """Does one job at a time. `serve` blocks; `stop` and `abandon` are called from another thread."""

    def __init__(
        self,
        engine: Engine,
        terms: Terms,
        run: Run,
        give_back: GiveBack,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """Takes nothing yet.

        :param prepare: called by `serve` before the first job; must not raise.
        """
        self._engine = engine
        self._terms = terms
        self._run = run
        self._give_back = give_back
        self._prepare = prepare
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._current: tuple[Claimed, Heartbeat] | None = None
        self._abandoned = False

    def serve(self) -> None:
        """Take and do jobs until `stop`. What goes wrong is logged; the slot goes on."""
        self._prepare()
        while not self._stopping.is_set():
            rest_s = POLL_S
            try:
                if self.serve_one():
                    continue
            except InfrastructureError as error:
                log.warning("%s: %s", self._terms.worker, error)
                rest_s = TROUBLE_S
            except Exception:
                # The outermost edge of a thread: a worker without slots would look alive and do nothing.
                log.exception("%s: no job could be taken", self._terms.worker)
                rest_s = TROUBLE_S
            self._stopping.wait(rest_s)

    def serve_one(self, job_id: int | None = None) -> bool:
        """Do the next job (or the one named); False when there is none to take."""
        claimed = self._claim(job_id)
        if claimed is None:
            return False
        with Heartbeat(self._engine, claimed, self._terms.lease_s) as heartbeat:
            with self._lock:
                self._current = (claimed, heartbeat)
                abandoned = self._abandoned
            try:
                # Between the claim and the lines above `abandon` could not see this job.
                if abandoned:
                    self._give_back(claimed, False)
                else:
                    self._run(claimed, heartbeat)
            except Exception:
                # The outermost edge of a job: the slot must live on.
                log.exception("job %d failed", claimed.job_id)
                self._give_back(claimed, True)
            finally:
                with self._lock:
                    self._current = None
        return True

    def stop(self) -> None:
        """Take no more jobs; the running one goes on."""
        self._stopping.set()

    def abandon(self) -> None:
        """Give the running job back to the queue, without counting it as a fault, and have it stop.

        Call `stop` first: a job that is taken later is given back as well.
        """
        with self._lock:
            self._abandoned = True
            current = self._current
        if current is not None:
            self._give_back(current[0], False)
            current[1].stop("abandoned")

    def _claim(self, job_id: int | None) -> Claimed | None:
        terms = self._terms
        if job_id is None:
            with session_scope(self._engine) as session:
                if not services.waiting(session, terms.pools, terms.classes):
                    return None
        with session_scope(self._engine, write=True) as session:
            return services.claim(
                session, terms.worker, terms.pools, terms.classes, lease_s=terms.lease_s, job_id=job_id
            )
