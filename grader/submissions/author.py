"""The sandbox for known wrong solutions: one for each slot, kept warm from job to job."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.stream import SocketStream

log = logging.getLogger(__name__)


class Author:
    """Lends the sandbox to one job at a time. What runs in it is the course's own code, each time in a fresh
    process behind the inner walls, so that it may serve many jobs; starting one takes seconds."""

    def __init__(self, open_: Callable[[], GuestSandbox]) -> None:
        self._open = open_
        self._ready: _Reusable | None = None

    def warm(self) -> None:
        """Have it ready before the first job; a failure is logged and shows again at the first job."""
        try:
            self._ready = self._ready or _Reusable(self._open())
        except SandboxError as error:
            log.warning("the sandbox for known wrong solutions did not start: %s", error)

    @contextmanager
    def lent(self) -> Iterator[GuestSandbox]:
        """The sandbox, for one job. After an exception nobody knows its state, so it is replaced.

        :raises SandboxError: it could not be started.
        """
        sandbox, self._ready = self._answering(), None
        try:
            yield sandbox
        except BaseException:
            sandbox.close()
            raise
        self._ready = sandbox

    def close(self) -> None:
        """End the sandbox that is ready; may be called twice."""
        if self._ready is not None:
            self._ready.close()
            self._ready = None

    def _answering(self) -> _Reusable:
        ready = self._ready
        if ready is not None:
            try:
                ready.output()
                return ready
            except SandboxError as error:
                log.warning("the sandbox for known wrong solutions is started again: %s", error)
                ready.close()
        return _Reusable(self._open())


class _Reusable(GuestSandbox):
    """A local sandbox that can be handed over again, once whoever had it has ended in good order."""

    def __init__(self, sandbox: GuestSandbox) -> None:
        self._connection, self._description = sandbox.handover()
        super().__init__(SocketStream(self._connection), sandbox.info, sandbox.close)

    def handover(self) -> tuple[socket.socket, dict[str, Any]]:
        """A second end of the same connection; this object keeps the first."""
        return self._connection.dup(), {**self._description, "alive": False}
