"""Answers that are hard on the judge: far too many, far too long, or not what a check takes for granted."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest
import torch

from grader.judge.comparison import assert_close
from grader.judge.failures import CheckFailed
from grader.judge.figures import Figures
from grader.judge.sources import signatures
from grader.judge.texts import value_text
from grader.judge.trace import KEPT_BYTES, Trace

from .conftest import Bench, notebook

GOOD = "def f(x): return x * 2"


@pytest.mark.parametrize(
    ("actual", "expected"), [(10**1000, 5), (10**1000, 5.0), (complex(1.7e308, 1.7e308), 1j), (5, 10**1000)]
)
def test_numbers_beyond_every_float_differ(actual: complex, expected: complex) -> None:
    with pytest.raises(CheckFailed) as caught:
        assert_close(actual, expected)
    assert caught.value.comparison is not None
    assert caught.value.comparison.max_difference is None


def test_an_empty_tensor_with_many_rows_is_described() -> None:
    assert value_text(torch.empty(10**12, 0)) == "<float32 tensor of shape (1000000000000, 0)>"


def test_figures_take_the_first_of_millions_and_leave_away_what_is_no_number() -> None:
    figures = Figures()
    odd = [1, 10**1000, "a", None, torch.ones(2), np.complex64(1), torch.tensor(2.0), float("inf")]
    long = torch.zeros(1).expand(10**12)
    figures.lines("Odd", {"odd": odd, "long": long, "square": torch.ones(2, 2), "one": torch.tensor(1.0)})
    series = figures.found[0].data["series"]
    assert (series["odd"], series["square"], series["one"]) == ([1, 2], [], [])
    assert 0 < len(series["long"]) <= 10_000
    figures.matrix("Wide", torch.zeros(1, 1).expand(10**6, 10**6), [])
    assert len(figures.found[1].data["values"]) == len(figures.found[1].data["values"][0]) == 100


def test_signatures_of_deep_expressions_are_left_away() -> None:
    assert signatures(f"def f(a={'-' * 900}1): pass") == {}


def test_a_trace_stops_copying_when_it_holds_enough() -> None:
    trace = Trace()
    part = torch.zeros(KEPT_BYTES // 16)
    kept = [trace.keep(part) for _ in range(6)]
    assert [one is not None for one in kept] == [True] * 4 + [False] * 2
    assert not trace.replayable


LARGE = '''
@pytest.mark.points(1)
def test_large(student):
    """Large answers."""
    answers = [student.f(0) for _ in range(6)]
    fail("All were read.")
'''


def test_answers_of_one_check_have_a_limit_together(bench: Bench) -> None:
    bench.checks(LARGE).reference(GOOD)
    source = "import torch\nlong = torch.zeros(250 * 2**20, dtype=torch.uint8)\ndef f(x): return long"
    report = bench.limits(memory_mb=2048).grade(source)
    assert report.verdict == "graded"
    assert report.checks[0].message == (
        "`f` returned more than can be read: more than 1,024 MiB in all answers of this check."
    )


def test_failed_checks_let_go_of_what_they_were_answered(bench: Bench) -> None:
    text = "".join(LARGE.replace("test_large", f"test_{name}") for name in ("one", "two", "three"))
    bench.checks(text).reference(GOOD)
    before = _resident_mb()
    seen: list[int] = []
    source = "import torch\nlong = torch.zeros(100 * 2**20, dtype=torch.uint8)\ndef f(x): return long"
    bench.limits(memory_mb=1024).grade(source, on_event=lambda _: seen.append(_resident_mb() - before))
    # Each of the three checks was answered with 600 MiB, and the last of them has not let go yet.
    assert max(seen) < 1200


def _resident_mb() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") // 2**20


def test_answers_that_take_long_to_read_use_up_the_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.checks(LARGE).reference(GOOD).limits(cpu_s=0.1)
    request = bench.student.request

    def slow(*args: object, **kwargs: object) -> object:
        reply = request(*args, **kwargs)  # type: ignore[arg-type]
        time.sleep(2)
        return reply

    monkeypatch.setattr(bench.student, "request", slow)
    report = bench.grade(GOOD)
    assert report.limit_reached
    assert "your code has used all of its" in report.checks[0].message


NEEDS = '''
@pytest.mark.points(1)
def test_base(student):
    """Base."""
    student.f(1)

@pytest.mark.points(1)
@pytest.mark.needs("base")
def test_top(student):
    """Broken, and builds on another check."""
    student.f(1)
    no_such_name
'''


def test_a_broken_check_that_builds_on_another_is_the_exercises_fault(bench: Bench) -> None:
    report = bench.checks(NEEDS).reference(GOOD).grade(GOOD)
    assert [check.status for check in report.checks] == ["passed", "error"]
    assert report.verdict == "infra_error"


@pytest.mark.parametrize(
    "question", ["student.f(1)", "student.f.measure(1)", "student.f.grad(torch.ones(1))"]
)
@pytest.mark.parametrize(
    ("value", "kind"), [("torch.ones(2)", "a float32 tensor of shape (2,)"), ("3", "an int")]
)
def test_data_under_the_name_of_a_function_is_named(
    bench: Bench, question: str, value: str, kind: str
) -> None:
    bench.checks(f'''
        @pytest.mark.points(1)
        def test_calls(student):
            """Calls."""
            {question}
    ''').reference("import torch\ndef f(x): return x * 2")
    check = bench.one(f"import torch\nf = {value}")
    assert check.message == f"`f` is {kind}; a function was asked for. Is the name used twice in your file?"


def test_a_failed_cell_says_what_can_be_done(bench: Bench) -> None:
    cells = (
        "import helper",
        "import urllib.request as u; u.urlopen('http://127.0.0.1:9')",
        "exit()",
        "x = bytearray(1 << 40)",
    )
    report = bench.checks(LARGE).grade(notebook(*cells))
    missing, network, left, memory = [problem.message for problem in report.problems]
    assert missing.startswith(
        "Cell 1 stopped: The package `helper` is not available here (imported in cell 1"
    )
    assert missing.endswith("If it is a file of yours, upload it too.")
    assert "tried to use the network; there is none here in cell 2, line 1." in network
    assert "`lab.ipynb` ended the whole program in cell 3, line 1: use `return`" in left
    assert memory == "Cell 4 stopped: `lab.ipynb` used more memory than 256 MB in cell 4, line 1."
