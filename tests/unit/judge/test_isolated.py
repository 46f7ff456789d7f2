"""The warm parent and its forks."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from grader.errors import InfrastructureError
from grader.judge.codec import decode_job, encode_job
from grader.judge.events import CheckFinished, CheckStarted, Event
from grader.judge.isolated import Judge, can_fork
from grader.judge.job import GradingJob
from grader.judge.report import Report
from sandbox.host.base import SandboxError
from sandbox.host.local import open_local

from .conftest import Bench, program

pytestmark = pytest.mark.skipif(not can_fork(), reason="this platform has no fork")

CHECK = '''
@pytest.mark.points(2)
def test_doubles(student):
    """Doubles."""
    assert student.f(4) == 8, "Twice, please."
'''
GOOD = "def f(x): return x * 2"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    """A warm parent with a short deadline."""
    made = Judge(deadline_s=60)
    made.start()
    yield made
    made.close()


def grade(judge: Judge, bench: Bench, source: str, seen: list[Event] | None = None) -> Report:
    """Grade in a fork, with new sandboxes."""
    student, author = open_local(), open_local()
    try:
        job = GradingJob(bench.exercise, program(source), 3)
        return judge.grade(job, student, author, (seen if seen is not None else []).append)
    finally:
        student.close()
        author.close()


def same(report: Report) -> Report:
    """Without what differs from run to run."""
    checks = tuple(check.model_copy(update={"cpu_s": 0.0, "wall_s": 0.0}) for check in report.checks)
    provenance = report.provenance.model_copy(update={"durations": {}})
    return report.model_copy(update={"checks": checks, "provenance": provenance})


def test_a_job_goes_through_json(bench: Bench) -> None:
    job = GradingJob(bench.checks(CHECK).wrong({"a": GOOD}).exercise, program("x = '\udc80'"), 3, False)
    assert decode_job(encode_job(job)) == job


def test_a_fork_and_this_process_agree(judge: Judge, bench: Bench) -> None:
    bench.checks(CHECK, CHECK.replace("doubles", "hidden")).reference(GOOD).wrong(
        {"same": "def f(x): return x"}
    )
    for source in (GOOD, "def f(x): return x"):
        seen: list[Event] = []
        report = grade(judge, bench, source, seen)
        assert same(report) == same(bench.grade(source))
        assert [event.id for event in seen if isinstance(event, CheckStarted)] == ["doubles", "hidden"]
        assert len([event for event in seen if isinstance(event, CheckFinished)]) == 2
    assert report.checks[0].misconception == "same"


def test_a_fork_knows_nothing_of_the_callers_environment(
    judge: Judge, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_SECRET_KEY", "canary-in-environment")
    bench.checks('''
        import os
        @pytest.mark.points(1)
        def test_environment(student):
            """Environment."""
            fail(" ".join(sorted(os.environ)))
    ''')
    with Judge() as fresh:
        message = grade(fresh, bench, "").checks[0].message
    assert "PATH" in message
    assert "GRADER_SECRET_KEY" not in message
    assert "GRADER_SECRET_KEY" in bench.one("").message


def test_a_fork_that_dies_is_an_infrastructure_error(judge: Judge, bench: Bench) -> None:
    bench.checks('''
        import os, signal
        @pytest.mark.points(1)
        def test_dies(student):
            """Dies."""
            os.kill(os.getpid(), signal.SIGKILL)
    ''')
    with pytest.raises(InfrastructureError, match="ended before the report"):
        grade(judge, bench, GOOD)
    assert grade(judge, bench.checks(CHECK), GOOD).score == 2


def test_a_fork_that_hangs_is_ended_at_the_deadline(bench: Bench) -> None:
    bench.checks('''
        @pytest.mark.points(1)
        def test_hangs(student):
            """Hangs."""
            while True:
                pass
    ''')
    with Judge(deadline_s=2) as short:
        short.start()
        began = time.monotonic()
        with pytest.raises(InfrastructureError):
            grade(short, bench, GOOD)
        assert time.monotonic() - began < 120


def test_a_fork_has_a_memory_limit(bench: Bench) -> None:
    bench.checks('''
        @pytest.mark.points(1)
        def test_eats(student):
            """Eats."""
            assert len(bytearray(300 * 2**20)) > 0
    ''')
    with Judge(memory_mb=128) as small, Judge(memory_mb=1024) as large:
        broken = grade(small, bench, GOOD)
        assert broken.verdict == "infra_error"
        assert broken.checks[0].details is not None
        assert "MemoryError" in broken.checks[0].details.author_traceback
        assert grade(large, bench, GOOD).score == 1


def test_reports_can_be_made_at_the_same_time(judge: Judge, bench: Bench) -> None:
    bench.checks(CHECK)
    scores: list[float] = []

    def work() -> None:
        scores.append(grade(judge, bench, GOOD).score)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scores == [2, 2, 2]


def test_a_parent_that_died_is_started_again(bench: Bench) -> None:
    with Judge() as judge:
        judge.start()
        assert judge.pid is not None
        os.kill(judge.pid, signal.SIGKILL)
        os.waitid(os.P_PID, judge.pid, os.WEXITED | os.WNOWAIT)
        assert grade(judge, bench.checks(CHECK), GOOD).score == 2


def test_a_sandbox_that_is_closed_meanwhile_is_our_fault(judge: Judge, bench: Bench) -> None:
    bench.checks('''
        import time
        @pytest.mark.points(1)
        def test_waits(student):
            """Waits."""
            for _ in range(400):
                time.sleep(0.1)
                student.f(1)
    ''')
    student = open_local()
    timer = threading.Timer(1.5, student.close)
    timer.start()
    report = judge.grade(GradingJob(bench.exercise, program(GOOD), 3), student, None)
    timer.join()
    assert report.verdict == "infra_error"
    with pytest.raises(SandboxError):
        student.output()
