"""Each way in which the student's code gives no answer: the sentence, and a fresh process afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from grader.judge.failures import CheckFailed, StudentFault
from grader.judge.raising import assert_raises
from grader.judge.sentences import SAFE

from .conftest import Bench, Desk

GOOD = "\ndef good(x): return x + 1\n"


def fault(desk: Desk, source: str, *args: Any) -> StudentFault:
    """What `f(*args)` ends with; afterwards a good function must answer."""
    student = desk.student(source + GOOD)
    with pytest.raises(StudentFault) as caught:
        student.f(*args)
    assert student.good(1) == 2
    assert caught.value.safe == SAFE[caught.value.kind]
    return caught.value


def test_exception(desk: Desk) -> None:
    found = fault(desk, "def f(x):\n    y = 1\n    return x + 'a'", 1)
    said = "`f` raised TypeError: unsupported operand type(s) for +: 'int' and 'str' at line 3."
    assert found.sentence == said
    assert (found.kind, found.type) == ("exception", "TypeError")
    assert found.fault.frames[-1].source == "return x + 'a'"


def test_endless_loop(desk: Desk) -> None:
    found = fault(desk, "def f():\n    while True: pass")
    assert found.kind == "time"
    assert found.sentence.startswith("`f` ran longer than 1 CPU seconds and was stopped")
    assert desk.process.limit_reached


def test_memory(desk: Desk) -> None:
    found = fault(desk, "def f():\n    return bytearray(2 * 10**9)[0]")
    assert found.kind == "memory"
    assert found.sentence.startswith("`f` used more memory than 256 MB")
    assert desk.process.limit_reached


def test_crash(desk: Desk) -> None:
    found = fault(desk, "import ctypes\ndef f():\n    ctypes.string_at(0)")
    assert found.kind == "crash"
    assert found.sentence == "`f` crashed with SIGSEGV: the whole process was lost."


@pytest.mark.parametrize("way", ["import sys; sys.exit(0)", "import os; os._exit(0)", "raise SystemExit"])
def test_exit(desk: Desk, way: str) -> None:
    found = fault(desk, f"def f():\n    {way}")
    assert found.kind == "exit"
    assert found.sentence.startswith("`f` ended the whole program")


def test_too_large(desk: Desk) -> None:
    found = fault(desk, "def f():\n    return [0] * 300_000")
    assert found.kind == "too_large"
    assert found.sentence.startswith("`f` returned more than can be read: more than 200,000 values.")


def test_recursion(desk: Desk) -> None:
    assert fault(desk, "def f():\n    return f()").type == "RecursionError"


def test_wrong_signature_names_what_is_asked_for(desk: Desk) -> None:
    desk.bench.stub("def f(logits, labels=None):\n    pass\n")
    found = fault(desk, "def f(a, b, c): return a", 1, 2)
    assert "the exercise asks for `f(logits, labels=None)`" in found.sentence
    assert "Your file defines `f(a, b, c)`." in found.sentence


def test_wrong_signature_without_a_stub_shows_the_call(desk: Desk) -> None:
    found = fault(desk, "def f(a, b, c): return a", 1, [2])
    assert "the check calls `f(1, [2])`" in found.sentence


def test_a_type_error_inside_is_no_wrong_signature(desk: Desk) -> None:
    found = fault(desk, "def g(a): pass\ndef f():\n    return g()")
    assert found.sentence.startswith("`f` raised TypeError: g() missing 1 required positional")


def test_missing_package(desk: Desk) -> None:
    found = fault(desk, "def f():\n    import cv2")
    assert found.sentence.startswith("The package `cv2` is not available here (imported at line 2).")
    assert "scikit-learn" in found.sentence


NETWORK = {
    "socket": "import socket\n    socket.create_connection(('127.0.0.1', 9))",
    "urllib": "import urllib.request\n    urllib.request.urlopen('http://127.0.0.1:9')",
    "name": "import socket\n    socket.getaddrinfo('example.org', 80)",
}


@pytest.mark.parametrize("way", NETWORK)
def test_network(desk: Desk, way: str) -> None:
    found = fault(desk, f"def f():\n    {NETWORK[way]}")
    assert "tried to use the network; there is none here at line 3." in found.sentence


@pytest.mark.parametrize("way", ["import os\n    os.fork()", "import subprocess\n    subprocess.run(['ls'])"])
def test_processes(desk: Desk, way: str) -> None:
    found = fault(desk, f"def f():\n    {way}")
    assert "tried to start another process, which is not allowed here at line 3." in found.sentence


def test_the_budget_of_a_whole_grading(desk: Desk, bench: Bench) -> None:
    bench.limits(cpu_s=0.6, call_s=0.5)
    wait = "    end = time.process_time() + 0.25\n    while time.process_time() < end: pass\n"
    student = desk.student(f"import time\ndef f():\n{wait}")
    student.f()
    student.f()
    with pytest.raises(StudentFault) as caught:
        student.f()
    assert caught.value.kind == "budget"
    assert caught.value.sentence == "`f` did not finish: your code has used all of its 0.6 CPU seconds."


def test_errors_can_be_asked_for(desk: Desk) -> None:
    negative, zero = "if x < 0: raise ValueError('negative')", "if x == 0: raise KeyError(x)"
    source = f"def f(x):\n    {negative}\n    {zero}\n    return x"
    student = desk.student(source)
    assert assert_raises(student.f, -1).fault.message == "negative"
    assert assert_raises(student.f, 0, type=("ValueError", "KeyError")).type == "KeyError"
    assert assert_raises(student.f, 0, type=KeyError).type == "KeyError"
    with pytest.raises(CheckFailed) as returned:
        assert_raises(student.f, 1, message="Negative numbers only.")
    assert returned.value.sentence == "`f` returned an int; a ValueError was asked for."
    with pytest.raises(StudentFault) as other:
        assert_raises(student.f, 0)
    assert other.value.sentence == "`f` raised KeyError: 0 at line 3. A ValueError was asked for."
