"""(a) The floor: a warm process that forks for each submission; no walls, no pytest, no report."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from grader.bench.machine import spending
from grader.bench.models import Way
from grader.bench.summary import summary
from grader.bench.task import Task
from grader.errors import InfrastructureError

WARM_UP = 5


def measure(task: Task, count: int, at_once: int) -> Way:
    """Grade `count` submissions, one after the other in each of `at_once` warm processes."""
    checks = len(task.exercise.checks)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-bench-")))
        submission = task.lay_out(folder)
        processes = [stack.enter_context(_process(folder, task)) for _ in range(at_once)]
        workers = stack.enter_context(ThreadPoolExecutor(at_once))

        def grade_share(process: subprocess.Popen[str], share: int) -> list[float]:
            return [_grade(process, submission, checks) for _ in range(share)]

        list(workers.map(grade_share, processes, [WARM_UP] * at_once))
        with spending() as spent:
            shares = list(workers.map(grade_share, processes, [count // at_once] * at_once))
        for process in processes:
            assert process.stdin is not None
            process.stdin.close()
    took = list(chain(*shares))
    key = "a" if at_once == 1 else f"a{at_once}"
    title = f"the floor: a fork of a warm process, no walls, no pytest, no report, {at_once} at a time"
    return summary(key, title, at_once, took, spent)


def _process(folder: Path, task: Task) -> subprocess.Popen[str]:
    names = [path.name for path in task.check_files()]
    process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
        [sys.executable, "floor.py", *names],
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": str(folder), "OMP_NUM_THREADS": "1", "HOME": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    _answer(process, "ready")
    return process


def _grade(process: subprocess.Popen[str], submission: Path, checks: int) -> float:
    began = time.perf_counter()
    assert process.stdin is not None
    process.stdin.write(f"{submission}\n")
    process.stdin.flush()
    _answer(process, str(checks))
    return time.perf_counter() - began


def _answer(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout is not None
    said = process.stdout.readline().strip()
    if said != wanted:
        raise InfrastructureError(f"The floor answered {said!r}, not {wanted!r}.")
