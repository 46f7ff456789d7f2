"""Keeps sandboxes ready for the exercises that will be handed in soon, looked up now and then."""

from __future__ import annotations

import logging
import time

from sqlalchemy import Engine

from grader.catalog.services import Catalog
from grader.errors import AuthorError, InfrastructureError, UsageError
from grader.store.base import now
from grader.store.sessions import session_scope
from grader.submissions.due import due_soon
from grader.submissions.equipment import Equipment

log = logging.getLogger(__name__)

#: Seconds between two looks at the due dates.
LOOK_S = 300.0


class Preparation:
    """Asked often, looks rarely; what goes wrong is logged, because nothing but a wait depends on it."""

    def __init__(self, engine: Engine, catalog: Catalog, equipment: Equipment) -> None:
        self._engine = engine
        self._catalog = catalog
        self._equipment = equipment
        #: Reading of time.monotonic() of the next look.
        self._next = 0.0

    def look(self) -> None:
        """Begin to keep sandboxes ready for what is due within two days, if it is time to look."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_S
        try:
            with session_scope(self._engine) as session:
                ids = due_soon(session, now())
            self._equipment.prepare([self._catalog.get(id_) for id_ in ids])
        except (InfrastructureError, AuthorError, UsageError) as error:
            log.warning("nothing is kept ready for what is due: %s", error)
