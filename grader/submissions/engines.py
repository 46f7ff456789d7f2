"""The engine that the settings name."""

from __future__ import annotations

import threading

from sqlalchemy import Engine as DatabaseEngine

from grader.catalog.services import Catalog
from grader.jobs.engines import Engine, InlineEngine, LocalEngine
from grader.jobs.loop import Slot
from grader.settings import Settings
from grader.submissions.equipment import Equipment
from grader.submissions.keeping import Keeper
from grader.submissions.slots import Bench


def make_engine(settings: Settings, database: DatabaseEngine, catalog: Catalog) -> Engine:
    """`local` leaves jobs to the workers; `inline` grades in `dispatch`, in this process, one at a time."""
    if settings.engine == "inline":
        return InlineEngine(database, InlineGrader(settings, database, catalog).grade)
    return LocalEngine(database)


class InlineGrader:
    """Grades in the calling thread. Its sandboxes and its judge start with the first job."""

    def __init__(self, settings: Settings, database: DatabaseEngine, catalog: Catalog) -> None:
        self._settings = settings
        self._database = database
        self._catalog = catalog
        self._lock = threading.Lock()
        self._equipment: Equipment | None = None
        self._slot: Slot | None = None

    def grade(self, job_id: int) -> None:
        """Grade the job; returns at once when it is not to be had.

        :raises UsageError, InfrastructureError: there is no sandbox that may be used, or no database.
        """
        with self._lock:
            if self._slot is None:
                self._equipment = Equipment(self._settings)
                keeper = Keeper(self._database)
                bench = Bench(self._settings, self._database, self._catalog, self._equipment, keeper)
                self._slot = bench.slot("inline")
            elif self._equipment is not None:
                self._equipment.look()
            self._slot.serve_one(job_id)

    def close(self) -> None:
        """End what was started; may be called twice."""
        with self._lock:
            if self._equipment is not None:
                self._equipment.close()
            self._equipment = self._slot = None
