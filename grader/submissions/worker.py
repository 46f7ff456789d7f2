"""The worker: slots that claim and grade, a reaper, and an orderly end.

It never imports torch: student code runs in sandboxes, checks in the judge's own processes.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from types import FrameType

from sqlalchemy import Engine

from grader.catalog.services import Catalog
from grader.errors import InfrastructureError
from grader.jobs.loop import Slot
from grader.settings import Settings
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine
from grader.submissions.equipment import Equipment
from grader.submissions.keeping import Keeper
from grader.submissions.lacking import Lacking
from grader.submissions.preparing import Preparation
from grader.submissions.reaping import reap_jobs
from grader.submissions.slots import Bench, classes_of_slot

log = logging.getLogger(__name__)

#: Seconds given-back submissions have to let go of their sandboxes before the process ends anyway.
LET_GO_S = 3.0
#: Seconds between two looks for jobs of vanished workers.
REAP_S = 5.0


class Worker:
    """Grades until SIGTERM or Ctrl-C.

    On the first signal it claims nothing more, lets running submissions go on for `settings.stop_s`
    seconds, gives the rest back to the queue (no attempt is counted) and ends. A second signal gives
    them back at once.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._stopping = threading.Event()
        self._hurry = threading.Event()

    def run(self) -> None:
        """Start everything, work, end everything.

        :raises UsageError, InfrastructureError: there is no sandbox that may be used, or no database.
        """
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
        engine = create_engine(self._settings.url)
        try:
            upgrade(engine)
            self._listen()
            with Equipment(self._settings) as equipment:
                # Starting it takes seconds, in which somebody may have changed their mind.
                if not self._stopping.is_set():
                    self._work(engine, equipment)
        finally:
            engine.dispose()

    def stop(self) -> None:
        """What a signal does; may be called from any thread."""
        if self._stopping.is_set():
            self._hurry.set()
        self._stopping.set()

    def _listen(self) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop()

    def _work(self, engine: Engine, equipment: Equipment) -> None:
        catalog = Catalog(self._settings.exercises, self._settings.reference)
        bench = Bench(self._settings, engine, catalog, equipment, Keeper(engine))
        slots = [
            bench.slot(f"{self._name}:{number}", classes_of_slot(number, equipment.slots))
            for number in range(equipment.slots)
        ]
        threads = [threading.Thread(target=slot.serve, daemon=True) for slot in slots]
        for thread in threads:
            thread.start()
        log.info("%s: %d slots, sandbox %s", self._name, len(slots), equipment.kind)
        preparation = Preparation(engine, catalog, equipment)
        lacking = Lacking(engine, equipment)
        while not self._stopping.is_set():
            preparation.look()
            lacking.look()
            self._reap(engine, catalog)
            self._stopping.wait(min(REAP_S, self._settings.lease_s / 3))
        self._end(slots, threads, equipment)

    def _reap(self, engine: Engine, catalog: Catalog) -> None:
        try:
            count = reap_jobs(engine, catalog, self._settings.max_attempts)
        except InfrastructureError as error:
            log.warning("%s", error)
            return
        except Exception:
            # An outermost edge: one job that cannot be dealt with must not end the grading of all others.
            log.exception("the jobs of vanished workers could not be dealt with")
            return
        if count:
            log.warning("%d jobs of vanished workers were dealt with", count)

    def _end(self, slots: list[Slot], threads: list[threading.Thread], equipment: Equipment) -> None:
        for slot in slots:
            slot.stop()
        _join(threads, self._settings.stop_s, self._hurry)
        # Each on a thread of its own: ending a sandbox may take a moment, and all end at the same time.
        enders = [threading.Thread(target=slot.abandon, daemon=True) for slot in slots]
        for ender in enders:
            ender.start()
        _join(enders, LET_GO_S / 3)
        # Whatever is still being judged ends with the judge, and its sandbox with it.
        equipment.judge.close()
        _join([*enders, *threads], LET_GO_S)


def _join(threads: list[threading.Thread], seconds: float, hurry: threading.Event | None = None) -> None:
    """Wait until all threads have ended, `seconds` are over, or there is a hurry."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        while thread.is_alive() and time.monotonic() < deadline and not (hurry and hurry.is_set()):
            thread.join(0.1)
