"""Runs the steps of many plans side by side, the longest exercise first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from grader.catalog.law_cache import Cache
from grader.catalog.law_plan import Plan, Results, Step
from grader.catalog.law_tasks import Graded, Run, Task
from grader.cli.law_processors import Processors

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

    :param jobs: how many gradings at a time; a long one that computes with two threads counts as two.
    :param on_step: told after each step whether anything was graded for it, and what it weighs (`weight`).
    :param on_done: told of each exercise as soon as it is complete.
    :raises InfrastructureError: a fault of ours came again and again. What is done is kept.
    """
    found = [plan.results() for plan in plans]
    each = [weight(plan, cache) for plan in plans]
    order = sorted(range(len(plans)), key=lambda number: -each[number] * len(plans[number].steps))
    stop = threading.Event()
    processors = Processors(jobs)

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


class _Asked:
    """Looks a task up before it is graded, and keeps what came of it."""

    def __init__(self, cache: Cache, run: Run, processors: Processors, stop: threading.Event) -> None:
        self._cache, self._run, self._processors, self._stop = cache, run, processors, stop
        self.graded = False

    def __call__(self, task: Task) -> Graded:
        known = self._cache.get(task)
        if known is not None:
            self._processors.learn(task, known)
            return known
        with self._processors.lent(task):
            if self._stop.is_set():
                raise InterruptedError
            self.graded = True
            graded = self._run(task)
        self._cache.keep(task, graded)
        self._processors.learn(task, graded)
        return graded


def _cancel(futures: Sequence[Future[int]]) -> None:
    for future in futures:
        future.cancel()


def weight(plan: Plan, cache: Cache) -> float:
    """About how many seconds one of its gradings takes."""
    return cache.seconds(plan.exercise.id) or plan.exercise.limits.cpu_s * _UNKNOWN
