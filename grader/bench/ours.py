"""(c), (d), (e): ours, from files received to report, without a server around it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from grader.bench.machine import Spent, descriptors, resident_mb, spending
from grader.bench.models import Step, Way
from grader.bench.summary import summary
from grader.bench.task import Task
from grader.errors import InfrastructureError
from grader.intake.services import read_upload
from grader.judge.isolated import Judge
from grader.judge.job import GradingJob
from grader.settings import Settings
from sandbox.host.docker import LABEL, connect
from sandbox.host.docker_config import DockerConfig
from sandbox.host.opening import LocalConfig
from sandbox.host.pool import Pool

MAX_BYTES = 20 * 2**20
#: Submissions before the first that counts.
WARM_UP = 2


@dataclass
class Bench:
    """A worker's parts: sandboxes kept ready, the judge, and sandboxes for known wrong solutions."""

    task: Task
    config: DockerConfig
    pool: Pool
    judge: Judge
    authors: Pool

    def grade(self, seed: int, author: object) -> float:
        """One submission; the seconds from files received to report."""
        began = time.perf_counter()
        program = read_upload(self.task.files(), self.task.exercise, MAX_BYTES)
        student = self.pool.take(self.config)
        job = GradingJob(self.task.exercise, program, seed)
        report = self.judge.grade(job, student, author)  # type: ignore[arg-type]
        took = time.perf_counter() - began
        self.pool.give_back(student)
        if report.verdict != "graded" or report.score != report.max_score:
            raise InfrastructureError(f"A correct submission got {report.score}: {report.message}")
        return took


@contextmanager
def bench(task: Task, settings: Settings, max_uses: int, ready: int) -> Iterator[Bench]:
    """The parts, started; gone afterwards."""
    config = DockerConfig(image=settings.image, memory_mb=task.exercise.limits.memory_mb, max_uses=max_uses)
    with ExitStack() as stack:
        pool = stack.enter_context(Pool(ready))
        authors = stack.enter_context(Pool(0))
        judge = stack.enter_context(Judge())
        yield Bench(task, config, pool, judge, authors)


def latency(task: Task, settings: Settings, count: int) -> Way:
    """(c) One at a time, each after the pool has had time to have the next container ready."""
    with bench(task, settings, 1, 1) as parts, closing(parts.authors.take(LocalConfig(warm=True))) as author:
        author.uses_left = 2**31
        took = []
        for number in range(WARM_UP + count):
            parts.pool.wait_until_ready(parts.config)
            took.append(parts.grade(number, author))
    # The CPU is that of the next container's start as well, so it says nothing here.
    spent = Spent(wall_s=sum(took[WARM_UP:]))
    return summary(
        "c", "ours: one submission, a container of its own that was ready", 1, took[WARM_UP:], spent
    )


def batch(task: Task, settings: Settings, count: int, max_uses: int) -> Way:
    """(d) with max_uses 1, (e) with more: one more at a time than there are cores."""
    slots = len(os.sched_getaffinity(0)) + 1
    with bench(task, settings, max_uses, slots) as parts:
        spent, took, _ = _run(parts, count, slots)
    many = f"{max_uses} submissions per container" if max_uses > 1 else "a container for each submission"
    return summary("d" if max_uses == 1 else "e", f"ours: a batch, {many}", slots, took, spent)


def growth(task: Task, settings: Settings, sizes: list[int], max_uses: int) -> list[Step]:
    """The same for several sizes in one process: time, memory, descriptors, containers."""
    slots = len(os.sched_getaffinity(0)) + 1
    steps = []
    with bench(task, settings, max_uses, slots) as parts:
        for size in sizes:
            spent, _, containers = _run(parts, size, slots)
            pid = os.getpid()
            steps.append(
                Step(
                    submissions=size,
                    wall_s=spent.wall_s,
                    memory_mb=resident_mb(pid),
                    descriptors=descriptors(pid),
                    containers=containers,
                )
            )
    return steps


def _run(parts: Bench, count: int, slots: int) -> tuple[Spent, list[float], int]:
    """`count` submissions by `slots` threads, each with an author's sandbox of its own; warmed up before."""
    own = threading.local()
    with ExitStack() as stack:
        authors = [
            stack.enter_context(closing(parts.authors.take(LocalConfig(warm=True)))) for _ in range(slots)
        ]
        for author in authors:
            author.uses_left = 2**31
        free, lock = list(authors), threading.Lock()

        def one(number: int) -> float:
            if not hasattr(own, "author"):
                with lock:
                    own.author = free.pop()
            return parts.grade(number, own.author)

        with ThreadPoolExecutor(slots) as workers:
            list(workers.map(one, range(WARM_UP * slots)))
            with spending() as spent:
                took = list(workers.map(one, range(count)))
    return spent, took, _containers()


def _containers() -> int:
    with closing(connect()) as api:
        return len(api.containers(filters={"label": f"{LABEL}=1"}))


def ready_mb(settings: Settings) -> float:
    """MiB of private memory that one more ready container takes, as its own control group counts it."""
    config = DockerConfig(image=settings.image)
    with Pool(2) as pool, closing(connect()) as api:
        before = {one["Id"] for one in api.containers(filters={"label": f"{LABEL}=1"})}
        pool.warm(config)
        pool.wait_until_ready(config, 2)
        mine = [
            one["Id"] for one in api.containers(filters={"label": f"{LABEL}=1"}) if one["Id"] not in before
        ]
        found = [api.stats(one, stream=False)["memory_stats"]["stats"] for one in mine]
    # Version 1 of control groups says rss, version 2 anon: what no file is behind.
    return max(float(stats.get("total_rss", stats.get("anon", 0))) for stats in found) / 2**20
