"""Keeps a claimed job ours while it runs, and learns when it no longer is."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType

from sqlalchemy import Engine

from grader.errors import InfrastructureError
from grader.jobs import services
from grader.jobs.services import Claimed
from grader.store.sessions import session_scope

log = logging.getLogger(__name__)


class Heartbeat:
    """Renews the lease three times in its length, on a thread of its own.

        with Heartbeat(engine, claimed, lease_s) as heartbeat:
            heartbeat.on_stop(sandbox.close)
            ...
            if heartbeat.stopped: ...

    When the job was cancelled, taken by somebody else, or abandoned by us, `stopped` says which and the
    callbacks are called once, from that thread: whatever the job waits for must end.
    """

    def __init__(self, engine: Engine, claimed: Claimed, lease_s: float) -> None:
        self._engine = engine
        self._claimed = claimed
        self._lease_s = lease_s
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []
        #: Empty while the job is ours; else `cancelled`, `lost` or `abandoned`.
        self.stopped = ""
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{claimed.job_id}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Have `callback` called when the job stops being ours; at once when it has."""
        with self._lock:
            self._callbacks.append(callback)
            late = bool(self.stopped)
        if late:
            callback()

    def stop(self, why: str) -> None:
        """The job is not ours any more; the first reason stays."""
        with self._lock:
            if self.stopped or self._done.is_set():
                return
            self.stopped = why
            callbacks = list(self._callbacks)
        log.info("job %d: %s", self._claimed.job_id, why)
        for callback in callbacks:
            callback()

    def _beat(self) -> None:
        renewed = time.monotonic()
        while not self._done.wait(self._lease_s / 3):
            try:
                lease = self._renew()
            except InfrastructureError:
                # Another worker may take the job once the lease is over, whether or not we know it.
                log.warning("job %d: the database did not take a heartbeat", self._claimed.job_id)
                lease = services.Lease(ours=time.monotonic() - renewed < self._lease_s, cancel=False)
            else:
                renewed = time.monotonic()
            if lease.cancel or not lease.ours:
                return self.stop("cancelled" if lease.ours else "lost")

    def _renew(self) -> services.Lease:
        with session_scope(self._engine, write=True) as session:
            return services.heartbeat(
                session, self._claimed.job_id, self._claimed.attempt, lease_s=self._lease_s
            )
