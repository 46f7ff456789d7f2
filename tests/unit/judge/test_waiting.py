"""Checks collected ahead of the forks give the reports that checks collected by each report give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.judge.isolated import Judge, can_fork
from grader.judge.job import GradingJob
from grader.judge.report import Report
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local

from .conftest import Bench, program

pytestmark = pytest.mark.skipif(not can_fork(), reason="this platform has no fork")

GOOD = "def f(x): return x * 2"
CHECK = '''
@pytest.mark.points(2)
def test_doubles(student):
    """Doubles."""
    assert student.f(4) == 8, "Twice, please."
'''
#: Collected ahead, its state would be that of the process all reports are forked from.
COUNTS = '''
seen = []
@pytest.mark.points(1)
def test_counts(student):
    """Counts."""
    seen.append(student.f(1))
    assert len(seen) == 1, f"{len(seen)} reports have been here."
'''
THREAD = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(deadline_s=60) as judge:
        yield judge


@pytest.fixture(scope="module")
def student() -> Iterator[GuestSandbox]:
    sandbox = open_local()
    sandbox.uses_left = 1000
    yield sandbox
    sandbox.close()


def grade(judge: Judge, bench: Bench, student: GuestSandbox, source: str = GOOD) -> Report:
    return judge.grade(GradingJob(bench.exercise, program(source), 3), student, None)


def test_the_second_report_is_that_of_the_first(judge: Judge, bench: Bench, student: GuestSandbox) -> None:
    bench.checks(CHECK + COUNTS)
    reports = [grade(judge, bench, student) for _ in range(3)]
    assert [[check.status for check in report.checks] for report in reports] == [["passed", "passed"]] * 3
    assert grade(judge, bench, student, "def f(x): return x").score == 1


def test_checks_that_changed_are_collected_again(judge: Judge, bench: Bench, student: GuestSandbox) -> None:
    assert grade(judge, bench.checks(CHECK), student).score == 2
    # The version alone would not tell: in this test it stays the same.
    assert grade(judge, bench.checks(CHECK.replace("== 8", "== 12")), student).score == 0


def test_a_file_that_cannot_be_imported_is_the_exercises_fault(
    judge: Judge, bench: Bench, student: GuestSandbox
) -> None:
    bench.checks("import surely_not_there\n" + CHECK)
    for _ in range(2):
        report = grade(judge, bench, student)
        assert report.verdict == "infra_error"
        assert report.checks[0].details is not None
        assert "surely_not_there" in report.checks[0].details.author_traceback
    assert grade(judge, bench.checks(CHECK), student).score == 2


def test_a_file_that_starts_a_thread_does_so_in_its_own_reports_alone(
    judge: Judge, bench: Bench, student: GuestSandbox
) -> None:
    assert grade(judge, bench.checks(THREAD + CHECK), student).score == 2
    assert judge.pid is not None
    assert len(list(Path(f"/proc/{judge.pid}/task").iterdir())) == 1
    assert grade(judge, bench.checks(CHECK), student).score == 2


def test_a_file_that_ends_the_process_does_not_end_the_judge(
    judge: Judge, bench: Bench, student: GuestSandbox
) -> None:
    from grader.errors import InfrastructureError

    pid = judge.pid
    with pytest.raises(InfrastructureError):
        grade(judge, bench.checks("import os\nos._exit(3)\n" + CHECK), student)
    assert grade(judge, bench.checks(CHECK), student).score == 2
    assert judge.pid == pid


#: Its first line runs in the parent, when the checks are collected; its test in the fork.
IMPORTS = """
import sys
before = set(sys.modules)
@pytest.mark.points(1)
def test_imports(student, rng, seed):
    \"\"\"Imports.\"\"\"
    assert_close(student.f(torch.randn(3, generator=rng)), 1, message="never right")
"""
NAMES = """
@pytest.mark.points(1)
def test_names(student):
    \"\"\"Names.\"\"\"
    own = {name for name in before if name in sys.modules} | set(__name__.split("."))
    new = sorted(name for name in set(sys.modules) - own if not __name__.startswith(name))
    assert not new, " ".join(new)
"""


def test_a_report_imports_nothing_that_the_parent_could_have(
    judge: Judge, bench: Bench, student: GuestSandbox
) -> None:
    report = grade(judge, bench.checks(IMPORTS + NAMES), student)
    assert [check.message for check in report.checks][1] == ""
    # The positive control: what a check does import is seen.
    more = IMPORTS.replace("    assert_close", "    import mailbox\n    assert_close") + NAMES
    assert "mailbox" in grade(judge, bench.checks(more), student).checks[1].message
