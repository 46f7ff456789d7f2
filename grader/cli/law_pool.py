"""Runs the steps of many plans side by side, the longest exercise first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager

from grader.catalog.law_cache import Cache
from grader.catalog.law_plan import Plan, Results, Step
from grader.catalog.law_tasks import Graded, Run, Task

#: What a grading takes where it was never measured, as a share of the CPU seconds that it may take.
_UNKNOWN = 0.05


def run_plans(
    plans: Sequence[Plan],
    cache: Cache,
    run: Run,
    jobs: int,
    on_step: Callable[[bool, float], None],
    on_done: Callable[[Results], None],
) -> list[Results]:
    """Grade everything that is not in the cache; the results in the order of `plans`.

    :param jobs: how many gradings at a time; one that computes with two threads counts as two.
    :param on_step: told after each step whether anything was graded for it, and what it weighs (`weight`).
    :param on_done: told of each exercise as soon as it is complete.
    :raises InfrastructureError: a fault of ours came again and again. What is done is kept.
    """
    found = [plan.results() for plan in plans]
    each = [weight(plan, cache) for plan in plans]
    order = sorted(range(len(plans)), key=lambda number: -each[number] * len(plans[number].steps))
    stop = threading.Event()
    processors = _Processors(jobs)

    def one(number: int, position: int, step: Step) -> int:
        asked = _Asked(cache, run, processors, stop)
        found[number].steps[position] = step.run(asked)
        on_step(asked.graded, each[number])
        return number

    with ThreadPoolExecutor(jobs) as workers:
        futures = [
            workers.submit(one, number, position, step)
            for number in order
            for position, step in enumerate(plans[number].steps)
        ]
        try:
            for future in as_completed(futures):
                result = found[future.result()]
                if result.done and not result.told:
                    result.told = True
                    on_done(result)
        except BaseException:
            stop.set()
            _cancel(futures)
            raise
    for result in found:
        if not result.steps:
            on_done(result)
    return found


def kept(plan: Plan, cache: Cache) -> Results | None:
    """What earlier runs have kept of a plan; None where a grading is missing."""

    def known(task: Task) -> Graded:
        graded = cache.get(task)
        if graded is None:
            raise LookupError(task.name)
        return graded

    results = plan.results()
    try:
        results.steps = [step.run(known) for step in plan.steps]
    except LookupError:
        return None
    return results


class _Processors:
    """Lends them to gradings in the order in which these ask, so that none waits for ever.

    Threads that wait for each other turn in a circle, in libraries that no setting reaches. Where four of
    them share two processors, a training takes seven times its CPU seconds, and may then run out of them.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._free = threading.Semaphore(number)
        self._turn = threading.Lock()

    @contextmanager
    def lent(self, wanted: int) -> Iterator[None]:
        """So many, or all that there are."""
        taken = min(wanted, self._number)
        with self._turn:
            for _ in range(taken):
                self._free.acquire()
        try:
            yield
        finally:
            self._free.release(taken)


class _Asked:
    """Looks a task up before it is graded, and keeps what came of it."""

    def __init__(self, cache: Cache, run: Run, processors: _Processors, stop: threading.Event) -> None:
        self._cache, self._run, self._processors, self._stop = cache, run, processors, stop
        self.graded = False

    def __call__(self, task: Task) -> Graded:
        known = self._cache.get(task)
        if known is not None:
            return known
        with self._processors.lent(task.threads):
            if self._stop.is_set():
                raise InterruptedError
            self.graded = True
            graded = self._run(task)
        self._cache.keep(task, graded)
        return graded


def _cancel(futures: Sequence[Future[int]]) -> None:
    for future in futures:
        future.cancel()


def weight(plan: Plan, cache: Cache) -> float:
    """About how many seconds one of its gradings takes."""
    return cache.seconds(plan.exercise.id) or plan.exercise.limits.cpu_s * _UNKNOWN
