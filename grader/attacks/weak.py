"""Careless graders of the usual kinds, each with the mistake that one attack lives from.

They are what positive controls run in (see models.Weak): small programs that import the student's file, as
most autograders do, and decide in the same process.
"""

from __future__ import annotations

from grader.attacks.models import Weak

HEAD = """
import os, sys, torch
import answer as student

def wanted_for(x):
    return 2 * x
"""


def in_process(
    compare: str = "torch.allclose(got, wanted)",
    inputs: str = "torch.full((3,), 2.0), torch.randn(5)",
    before: str = "",
    late: bool = False,
) -> Weak:
    """Calls the student's function beside the expected answer and compares with `compare`.

    :param before: what it does first.
    :param late: the expected answer is computed after the call, from what the call left of the input.
    """
    first, second = ("got = student.double(x)", "wanted = wanted_for(x)")
    if not late:
        first, second = second, first
    return Weak(f"""{HEAD}
{before}
def grade():
    for x in ({inputs},):
        {first}
        {second}
        if not ({compare}):
            return "lost"
    return "worked"
""")


#: Writes a file of results and reads it again when everything the student's code started has ended.
RESULT_FILE = Weak(f"""{HEAD}
import json, threading
def grade():
    x = torch.randn(5)
    points = 4 * bool(torch.allclose(student.double(x), wanted_for(x)))
    with open("results.json", "w") as file:
        json.dump({{"score": points}}, file)
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(20)
    return "worked" if json.load(open("results.json"))["score"] == 4 else "lost"
""")

#: Hides the file of results behind a name nobody can guess.
SECRET_FILE = Weak(f"""{HEAD}
import json, secrets
def grade():
    result_file = secrets.token_hex(16) + ".json"
    x = torch.randn(5)
    passed = bool(torch.allclose(student.double(x), wanted_for(x)))
    if not os.path.exists(result_file):
        json.dump({{"score": 4 * passed}}, open(result_file, "w"))
    return "worked" if json.load(open(result_file))["score"] == 4 else "lost"
""")

#: Runs pytest in the folder that the student's files lie in.
PYTEST_IN_FOLDER = Weak("""
import pytest
CHECKS = '''
import torch
from answer import double
def test_doubles():
    x = torch.randn(5)
    assert torch.allclose(double(x), 2 * x)
'''
def grade():
    with open("test_doubles.py", "w") as file:
        file.write(CHECKS)
    code = pytest.main(["-q", "-s", "-p", "no:cacheprovider", "-p", "no:faulthandler", "test_doubles.py"])
    return "worked" if code == 0 else "lost"
""")

#: Puts the student's folder first on the path and imports what it needs afterwards.
FOLDER_FIRST = Weak("""
import os, sys
sys.path.insert(0, os.getcwd())
sys.modules.pop("statistics", None)
import statistics, torch
import answer as student
def grade():
    marks = [float(torch.allclose(student.double(x), 2 * x)) for x in (torch.randn(5), torch.randn(3))]
    return "worked" if statistics.mean(marks) == 1 else "lost"
""")

#: Takes exit code 0 for a pass; the student's file is imported before, or the function called after.
EXIT_CODE = Weak(
    """
import os
def grade():
    import torch
    import answer as student
    x = torch.randn(5)
    os._exit(0 if torch.allclose(student.double(x), 2 * x) else 1)
""",
    worked_as="exit",
)

#: Believes the first line of output that looks like a result.
RESULT_LINE = Weak(f"""{HEAD}
import contextlib, io, json
def grade():
    printed = io.StringIO()
    x = torch.randn(5)
    with contextlib.redirect_stdout(printed):
        passed = bool(torch.allclose(student.double(x), wanted_for(x)))
        print("RESULT", json.dumps({{"passed": passed}}))
    lines = [line for line in printed.getvalue().splitlines() if line.startswith("RESULT ")]
    return "worked" if json.loads(lines[0].partition(" ")[2])["passed"] else "lost"
""")

#: Reads answers from a pipe, one for each question, and does not ask which question they belong to.
ANY_REPLY = Weak(f"""{HEAD}
import json
def grade():
    reader, writer = os.pipe()
    os.environ["CHANNEL_FD"] = str(writer)
    x = torch.randn(5)
    passed = bool(torch.allclose(student.double(x), wanted_for(x)))
    os.write(writer, json.dumps({{"passed": passed}}).encode() + b"\\n")
    first = os.read(reader, 65536).splitlines()[0]
    return "worked" if json.loads(first)["passed"] else "lost"
""")

#: Asks the student's code how good it is.
BELIEVES = Weak("""
import answer as student
def grade():
    return "worked" if student.accuracy() >= 0.9 else "lost"
""")


def timed(clock: str = "time.perf_counter()", limit_s: float = 0.25, body: str = "", after: str = "") -> Weak:
    """Measures with a clock inside the student's process and compares with a limit in seconds.

    :param body: what is done between the two readings; the answer lies in `got`, the input in `x`.
    :param after: what is done before the answer is compared.
    """
    body = body or "got = student.double(x)"
    return Weak(f"""{HEAD}
import resource, threading, time
def grade():
    x = torch.randn(2, 2)
    got = None
    began = {clock}
    {body}
    took = {clock} - began
    if took >= {limit_s}:
        return "lost"
    {after}
    return "worked" if torch.allclose(got, wanted_for(x)) else "lost"
""")


#: Measures several calls, whose inputs are all there from the beginning, and takes the median.
MEDIAN = Weak(f"""{HEAD}
import statistics, time
def grade():
    inputs, took = [torch.randn(2, 2) for _ in range(5)], []
    for x in inputs:
        began = time.process_time()
        got = student.double(x)
        took.append(time.process_time() - began)
        if not torch.allclose(got, wanted_for(x)):
            return "lost"
    return "worked" if statistics.median(took) < 0.25 else "lost"
""")

#: Times calls that all have the same input, after one that is not timed.
SAME_INPUT = Weak(f"""{HEAD}
import time
def grade():
    x = torch.randn(2, 2)
    student.double(x)
    began = time.process_time()
    got = student.double(x)
    quick = time.process_time() - began < 0.25
    return "worked" if quick and torch.allclose(got, wanted_for(x)) else "lost"
""")


def attacked(before: str = "", after: str = "return 'lost'") -> Weak:
    """Calls `attack()` with no limit of its own but what `before` sets, and `after` decides."""
    return Weak(HEAD + _ATTACKED.format(before=before, after=after))


def endless(before: str) -> Weak:
    """The same, for attacks that such a grader waits for without end."""
    return Weak(attacked(before).harness, worked_as="time")


_ATTACKED = """
import resource, shutil, signal
def grade():
    {before}
    student.attack()
    {after}
"""

#: Compares with a function of its own, which lies open to whoever shares the process.
PATCHABLE = Weak(f"""{HEAD}
def same(one, other):
    return bool(torch.allclose(one, other))
import importlib
importlib.reload(student)
def grade():
    x = torch.randn(5)
    return "worked" if same(student.double(x), wanted_for(x)) else "lost"
""")
