"""What waits for an extra that this worker lacks: said in the log, with the command that mends it."""

from __future__ import annotations

import logging
import time

from sqlalchemy import Engine

from grader.errors import InfrastructureError
from grader.extras import NAMES, build_command
from grader.jobs.depth import depth
from grader.store.sessions import session_scope
from grader.submissions.equipment import Equipment
from sandbox.program import EXTRAS

log = logging.getLogger(__name__)

#: Seconds between two lines about it.
SAY_S = 300.0


class Lacking:
    """Asked often; looks each time whether an image is there by now, and says rarely that it is not."""

    def __init__(self, engine: Engine, equipment: Equipment) -> None:
        self._engine = engine
        self._equipment = equipment
        #: Reading of time.monotonic() before which nothing more is said.
        self._next = 0.0

    def look(self) -> None:
        """Take up what can be graded here by now, and tell of what cannot."""
        self._equipment.look()
        lacking = [extra for extra in EXTRAS if extra not in self._equipment.pools]
        if not lacking or time.monotonic() < self._next:
            return
        try:
            with session_scope(self._engine) as session:
                waiting = {one.pool: one.waiting for one in depth(session)}
        except InfrastructureError as error:
            log.warning("%s", error)
            return
        for extra in lacking:
            if waiting.get(extra):
                self._next = time.monotonic() + SAY_S
                command = build_command(extra)
                what = "%d submissions wait for the %s image, which this worker does not have: `%s` builds it"
                log.warning(what, waiting[extra], NAMES[extra], command)
