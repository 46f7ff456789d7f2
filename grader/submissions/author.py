"""The sandboxes for known wrong solutions: one for each slot and class of work, kept warm from job to job."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox

log = logging.getLogger(__name__)

#: What runs there is the course's own code, each time in a fresh process, so nothing wears out.
_USES = 2**31


class Author:
    """Lends a sandbox to one job at a time; starting one takes seconds.

    :param open_: starts a sandbox; its argument says whether it is for batch work, and gives way to others.
    """

    def __init__(self, open_: Callable[[bool], GuestSandbox]) -> None:
        self._open = open_
        self._ready: dict[bool, GuestSandbox] = {}

    def warm(self) -> None:
        """Have one ready before the first job; a failure is logged and shows again at the first job."""
        try:
            self._ready[False] = self._answering(False)
        except SandboxError as error:
            log.warning("the sandbox for known wrong solutions did not start: %s", error)

    @contextmanager
    def lent(self, batch: bool = False) -> Iterator[GuestSandbox]:
        """The sandbox, for one job. After an exception nobody knows its state, so it is replaced.

        :raises SandboxError: it could not be started.
        """
        sandbox = self._answering(batch)
        try:
            yield sandbox
        except BaseException:
            sandbox.close()
            raise
        self._ready[batch] = sandbox

    def close(self) -> None:
        """End the sandboxes that are ready; may be called twice."""
        while self._ready:
            self._ready.popitem()[1].close()

    def _answering(self, batch: bool) -> GuestSandbox:
        ready = self._ready.pop(batch, None)
        if ready is not None:
            try:
                ready.ping()
                return ready
            except SandboxError as error:
                log.warning("the sandbox for known wrong solutions is started again: %s", error)
                ready.close()
        opened = self._open(batch)
        opened.uses_left = _USES
        return opened
