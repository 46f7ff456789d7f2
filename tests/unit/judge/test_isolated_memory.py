"""What a student's process sends is decoded in the disposable fork, under its memory limit, nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.judge.isolated import Judge, can_fork
from grader.judge.job import GradingJob
from grader.judge.report import Report
from sandbox.host.local import open_local

from .conftest import Bench, program

pytestmark = pytest.mark.skipif(not can_fork(), reason="this platform has no fork")

ANSWER_MB = 200
CHECK = '''
@pytest.mark.points(2)
def test_small(student):
    """Returns a number."""
    answer = student.f(4)
    assert isinstance(answer, int), "A number, please."
    assert answer == 8
'''
GOOD = "def f(x): return x * 2"
#: Within what a frame may carry, and no more than the student's own process may have.
LARGE = f"import torch\ndef f(x): return torch.zeros({ANSWER_MB} * 2**18)"
#: Nearly as much for the judge as Python objects, out of a header of 4 MiB.
MANY = "import numpy\ndef f(x): return [numpy.empty(0, 'int8')] * 120_000"


def grade(judge: Judge, bench: Bench, source: str) -> Report:
    student = open_local()
    try:
        return judge.grade(
            GradingJob(bench.limits(memory_mb=1024, call_s=30, cpu_s=120).exercise, program(source), 3),
            student,
            None,
        )
    finally:
        student.close()


def most_mb(pid: int | str) -> int:
    """The most memory a process had at any time, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def test_answers_that_are_too_much_for_the_judge_fail_that_check_and_nothing_else(bench: Bench) -> None:
    bench.checks(CHECK)
    with Judge(memory_mb=64) as small:
        warm = small.pid
        for source in (LARGE, MANY):
            report = grade(small, bench, source)
            (check,) = report.checks
            assert (report.verdict, check.status) == ("graded", "failed")
            assert "MemoryError" in check.message
            assert grade(small, bench, GOOD).score == 2
        assert small.pid == warm


def test_with_the_usual_limit_they_are_wrong_answers_and_the_fork_alone_had_their_bytes(bench: Bench) -> None:
    bench.checks(CHECK)
    with Judge() as judge:
        assert grade(judge, bench, GOOD).score == 2
        assert judge.pid is not None
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        here, parent = most_mb("self"), most_mb(judge.pid)
        for source in (LARGE, MANY):
            (check,) = grade(judge, bench, source).checks
            assert check.status == "failed"
            assert check.message == "A number, please.", check.message
        assert most_mb("self") - here < ANSWER_MB // 2
        assert most_mb(judge.pid) - parent < ANSWER_MB // 2
