"""(f) Through the server: hand in over HTTP, follow the events; alone and beside a batch."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from grader.bench.machine import middle_and_tail, spending
from grader.bench.models import Way
from grader.bench.site import Site
from grader.bench.summary import summary
from grader.bench.task import Task
from grader.errors import InfrastructureError

WARM_UP = 2
_TIMEOUT_S = 120.0
#: Seconds between two submissions of somebody who waits for the result: the machine is idle in between.
PAUSE_S = 2.0


def measure(site: Site, task: Task, count: int, at_once: int) -> Way:
    """`count` submissions, `at_once` at a time, each followed to its end."""
    tokens = itertools.cycle(site.tokens)
    given = [next(tokens) for _ in range(count)]
    for token in given[:WARM_UP]:
        submit_and_follow(site, task, token)
    with spending() as spent, ThreadPoolExecutor(at_once) as students:
        took = list(students.map(lambda token: submit_and_follow(site, task, token), given))
    title = f"ours: through HTTP with events, {at_once} students at a time"
    return summary("f", title, at_once, took, spent)


def interactive(site: Site, task: Task, count: int) -> tuple[float, float]:
    """Median and 95th percentile of `count` submissions that come one by one."""
    took = []
    for number in range(count):
        took.append(submit_and_follow(site, task, site.tokens[number % len(site.tokens)]))
        time.sleep(PAUSE_S)
    return middle_and_tail(took)


def submit_and_follow(site: Site, task: Task, token: str) -> float:
    """Seconds from the request to the event that ends the grading."""
    headers = {"Authorization": f"Bearer {token}"}
    began = time.perf_counter()
    answer = requests.post(
        f"{site.base}/api/v1/submissions",
        data={"exercise": task.exercise.id},
        files={"files": (task.exercise.entry, task.source)},
        headers=headers,
        timeout=_TIMEOUT_S,
    )
    if not answer.ok:
        raise InfrastructureError(f"The server did not take a submission: {answer.text[:200]}")
    address = f"{site.base}/api/v1/submissions/{answer.json()['id']}/events"
    with requests.get(address, headers=headers, stream=True, timeout=_TIMEOUT_S) as events:
        for line in events.iter_lines(chunk_size=1):
            if line == b"event: done":
                return time.perf_counter() - began
    raise InfrastructureError("A grading ended without a report.")
