"""A well-behaved submission that is graded beside every attack and must not notice it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from grader.attacks.seat import Seat
from grader.attacks.submission import program
from grader.catalog.models import Exercise
from grader.errors import InfrastructureError
from grader.judge.isolated import Judge
from grader.judge.job import GradingJob
from grader.judge.report import Report
from sandbox.host.base import SandboxError

#: Uses a little of everything that an attack may try to use up: threads, memory, files, processor.
HONEST = """
import os, tempfile, threading, torch

def double(x):
    parts = [None] * 4
    def work(number):
        parts[number] = x * 0.5
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    room = torch.zeros(4 * 2**20)
    with tempfile.TemporaryFile() as file:
        file.write(bytes(2**20))
    print('still here')
    return parts[0] + parts[1] + parts[2] + parts[3] + room[0].to(x.dtype)
"""
SEED = 7
_PAUSE_S = 0.2


@dataclass(frozen=True)
class Seen:
    """What of a report must not depend on who else is there."""

    verdict: str
    score: float
    statuses: tuple[str, ...]
    messages: tuple[str, ...]

    @classmethod
    def of(cls, report: Report) -> Seen:
        """Everything but times."""
        checks = report.checks
        texts = (report.message, *(check.message for check in checks), *(p.message for p in report.problems))
        return cls(report.verdict, report.score, tuple(check.status for check in checks), texts)


class Neighbour:
    """Graded once alone; from then on every report must be the same."""

    def __init__(self, seat: Seat, judge: Judge, exercise: Exercise, threads: ThreadPoolExecutor) -> None:
        self._seat = seat
        self._judge = judge
        self._exercise = exercise
        self._threads = threads
        self.alone = self._graded()
        if not isinstance(self.alone, Seen) or set(self.alone.statuses) != {"passed"}:
            raise InfrastructureError(f"A well-behaved submission cannot be graded here: {self.alone}.")

    @contextlib.contextmanager
    def beside(self, noticed: list[str]) -> Iterator[None]:
        """Grade again and again until the block ends; what differed is added to `noticed`."""
        done = threading.Event()
        watching = self._threads.submit(self._watch, done)
        try:
            yield
        finally:
            done.set()
            noticed += watching.result()

    def _watch(self, done: threading.Event) -> list[str]:
        while True:
            seen = self._graded()
            if seen != self.alone:
                return [f"the neighbour's report was {seen} and is {self.alone} when alone"]
            if done.wait(_PAUSE_S):
                return []

    def _graded(self) -> Seen | str:
        job = GradingJob(self._exercise, program(HONEST), SEED)
        try:
            with self._seat.lent() as sandbox:
                return Seen.of(self._judge.grade(job, sandbox, None))
        except (SandboxError, InfrastructureError) as error:
            return f"none at all: {error}"
