"""A sandbox while one job has it: whoever wants it closed must not reach the next job's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sandbox.host.connection import GuestSandbox

GiveBack = Callable[[GuestSandbox], None]


class Loan:
    """Holds a sandbox until it is given back; may be closed from another thread before that."""

    def __init__(self, sandbox: GuestSandbox, give_back: GiveBack) -> None:
        self.sandbox = sandbox
        self._give_back = give_back
        self._over = False
        self._lock = threading.Lock()

    def close(self) -> None:
        """Destroy the sandbox, if this job still has it."""
        if self._end():
            self.sandbox.close()

    def give_back(self) -> None:
        """The job ended well: the pool decides whether another submission may see the sandbox."""
        if self._end():
            self._give_back(self.sandbox)

    def _end(self) -> bool:
        with self._lock:
            ours, self._over = not self._over, True
        return ours


@contextmanager
def lent(sandbox: GuestSandbox, give_back: GiveBack) -> Iterator[Loan]:
    """The sandbox for one job: given back after a good end, destroyed after any other."""
    loan = Loan(sandbox, give_back)
    try:
        yield loan
    except BaseException:
        loan.close()
        raise
    loan.give_back()
