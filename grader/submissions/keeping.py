"""Has every version of an exercise kept that something is graded with, so that it can be used again."""

from __future__ import annotations

import logging
import threading

from sqlalchemy import Engine

from grader.catalog.models import Exercise
from grader.errors import GraderError
from grader.store.sessions import session_scope
from grader.versions import services as versions

log = logging.getLogger(__name__)


class Keeper:
    """One for all slots of a process; looks at each version once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._kept: set[str] = set()

    def keep(self, exercise: Exercise) -> None:
        """Keep the version, unless it is.

        What goes wrong is logged, and tried again with the next submission: no report depends on it.
        """
        with self._lock:
            if exercise.version in self._kept:
                return
            try:
                with session_scope(self._engine, write=True) as session:
                    versions.keep(session, exercise)
            except GraderError as error:
                log.warning("version %s of %s is not kept: %s", exercise.version[:12], exercise.id, error)
                return
            self._kept.add(exercise.version)
