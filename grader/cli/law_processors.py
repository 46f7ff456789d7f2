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
        #: Files that were graded with one thread, and those of them that took long.
        self._known: set[tuple[str, str]] = set()
        self._long: set[tuple[str, str]] = set()

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
        short = _file(task) in self._known - self._long
        return 1 if short else min(task.threads, self._number)

    def learn(self, task: Task, graded: Graded) -> None:
        """Remember how long the work of a file is."""
        if task.threads == 1:
            if graded.cpu_s > _MUCH * task.exercise.limits.cpu_s:
                self._long.add(_file(task))
            self._known.add(_file(task))


def _file(task: Task) -> tuple[str, str]:
    return task.exercise.id, task.name
