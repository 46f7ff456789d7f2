"""Which gradings of the thorough law may run side by side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from grader.catalog.law_tasks import Graded, Task

#: A file that takes more than this share of its CPU seconds with one thread has processors of its own with
#: two: threads that share theirs take up to seven times as many.
_MUCH = 0.05


class Processors:
    """Lends them to gradings in the order in which these ask, so that none waits for ever.

    Threads that wait for each other turn in a circle, in libraries that no setting reaches. Where four of
    them share two processors, a training may run out of seconds that it does not need when it is alone.
    Safe to use from threads.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._free = threading.Semaphore(number)
        self._turn = threading.Lock()
        #: What files took with one thread, as a share of their CPU seconds.
        self._shares: dict[tuple[str, str], float] = {}

    @contextmanager
    def lent(self, task: Task) -> Iterator[None]:
        """As many as the task needs for itself."""
        taken = self.wanted(task)
        with self._turn:
            for _ in range(taken):
                self._free.acquire()
        try:
            yield
        finally:
            self._free.release(taken)

    def wanted(self, task: Task) -> int:
        """One for each thread, or all that there are; one for all of them where the work is short."""
        short = self._shares.get(_file(task), 1.0) <= _MUCH
        return 1 if short else min(task.threads, self._number)

    def learn(self, task: Task, graded: Graded) -> None:
        """Remember how long the work of a file is."""
        if task.threads == 1:
            share = graded.cpu_s / task.exercise.limits.cpu_s
            self._shares[_file(task)] = max(share, self._shares.get(_file(task), 0.0))


def _file(task: Task) -> tuple[str, str]:
    return task.exercise.id, task.name
