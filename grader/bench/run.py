"""One run of everything, in an order in which nothing disturbs what comes after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from grader.bench import floor, machine, ours, over_http, site, usual
from grader.bench.models import Bench, Way
from grader.bench.targets import targets
from grader.bench.task import Task
from grader.settings import Settings

#: What can be asked for, in the order in which it is measured.
PARTS = ("a", "b", "c", "d", "e", "memory", "growth", "f", "beside")
#: Submissions of a batch, of the growth curve, and of everything else.
BATCH, SIZES, SINGLE = 200, (10, 100, 1000), 20
#: Interactive submissions beside a batch: of 20, the 95th percentile would be the slowest but one.
BESIDE = 50
#: Submissions that one container sees in fork mode.
FORKS = 100
#: Students who hand in at the same time through HTTP.
AT_ONCE = 8
#: Submissions of the usual way that are enough for its throughput: each takes seconds.
USUAL = 40


def measure(
    settings: Settings,
    parts: tuple[str, ...] = PARTS,
    batch: int = BATCH,
    sizes: tuple[int, ...] = SIZES,
    say: Callable[[str], None] = lambda text: None,
) -> Bench:
    """Measure what was asked for; the machine should have nothing else to do.

    :raises InfrastructureError: a part is missing, or a correct submission was not graded as such.
    """
    task = Task.of(settings)
    result = Bench(
        when=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        machine=machine.description(),
        exercise=task.exercise.id,
        ways=[],
    )
    for way in _ways(settings, task, parts, batch, say):
        result.ways.append(way)
    if "memory" in parts:
        say("private memory of a ready sandbox")
        result.ready_mb = ours.ready_mb(settings)
    if "growth" in parts:
        say("batches of " + ", ".join(map(str, sizes)))
        result.growth = ours.growth(task, settings, list(sizes), FORKS)
    if {"f", "beside"} & set(parts):
        _through_http(settings, task, parts, batch, result, say)
    result.targets = targets(result)
    return result


def _ways(
    settings: Settings, task: Task, parts: tuple[str, ...], batch: int, say: Callable[[str], None]
) -> Iterator[Way]:
    cores = len(os.sched_getaffinity(0))
    few = min(batch, USUAL)
    runs: dict[str, tuple[str, list[Callable[[], Way]]]] = {
        "a": (
            "(a) the floor",
            [lambda: floor.measure(task, batch, 1), lambda: floor.measure(task, batch, cores)],
        ),
        "b": (
            "(b) the usual way, one at a time and one per core",
            [
                lambda: usual.measure(task, settings, SINGLE, 1),
                lambda: usual.measure(task, settings, few, cores),
            ],
        ),
        "c": ("(c) ours, one at a time", [lambda: ours.latency(task, settings, SINGLE)]),
        "d": ("(d) ours, a container for each", [lambda: ours.batch(task, settings, batch, 1)]),
        "e": ("(e) ours, forks", [lambda: ours.batch(task, settings, batch, FORKS)]),
    }
    for key in (key for key in runs if key in parts):
        title, measures = runs[key]
        say(title)
        for one in measures:
            yield one()


def _through_http(
    settings: Settings,
    task: Task,
    parts: tuple[str, ...],
    batch: int,
    result: Bench,
    say: Callable[[str], None],
) -> None:
    beside = min(batch, BESIDE)
    with site.running(settings, task) as where:
        if "f" in parts:
            say("(f) ours, through HTTP with events")
            result.ways.append(over_http.measure(where, task, batch, AT_ONCE))
        if "beside" in parts:
            say("interactive latency, idle")
            result.idle = over_http.interactive(where, task, beside)
            say("interactive latency, while a batch runs")
            # Enough that the batch outlasts what is measured beside it.
            where.enqueue_batch(task, max(batch, 50 * beside))
            result.loaded = over_http.interactive(where, task, beside)
