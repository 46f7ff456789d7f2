"""Every kind of bad input ends in a clear sentence: never an exception, never a fault of ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.catalog.services import Catalog
from grader.errors import Rejected
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.judge.run import grade
from grader.settings import ROOT
from sandbox.host.base import Sandbox
from sandbox.host.choose import open_sandbox

MAX_BYTES = 20 * 2**20
EXERCISE = Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce")
#: A correct second function, so that only the first one is at fault.
GOOD_LOSS = "\nimport torch\ndef cross_entropy(a, b): return torch.nn.functional.cross_entropy(a, b)\n"


def softmax(body: str) -> str:
    """A file whose softmax has this body."""
    return f"import torch\ndef softmax(logits):\n    {body}\n" + GOOD_LOSS


@dataclass(frozen=True)
class Case:
    """A file, and words that must stand in what its first public check says."""

    source: str
    words: tuple[str, ...]
    limit_reached: bool = False


CASES = {
    "missing function": Case("def cross_entropy(a, b): pass", ("softmax", "not defined", "cross_entropy")),
    "wrong signature": Case(
        "def softmax(a, b): pass" + GOOD_LOSS, ("softmax", "argument")
    ),
    "wrong return type": Case(softmax("return 'no'"), ("str",)),
    "missing package": Case("import tensorflow", ("tensorflow", "not available")),
    "loop at import": Case("while True: pass", ("CPU seconds", "stopped"), limit_reached=True),
    "loop in a call": Case(softmax("while True: pass"), ("CPU seconds", "stopped"), limit_reached=True),
    "sleep in a call": Case(softmax("import time; time.sleep(10000)"), ("stopped",), limit_reached=True),
    "100 MB of output": Case(softmax("print('x' * 100_000_000); return None"), ("None",)),
    "recursion": Case(softmax("return softmax(logits)"), ("RecursionError",)),
    "fork bomb": Case(softmax("import os\n    while True: os.fork()"), ("start another process",)),
    "memory eater": Case(softmax("return bytearray(1 << 36)"), ("memory",), limit_reached=True),
    "memory eater in torch": Case(softmax("return torch.ones(1 << 36)"), ("memory",), limit_reached=True),
    "reading outside": Case(softmax("return open('/etc/shadow').read()"), ("Error", "/etc/shadow")),
    "writing outside": Case(softmax("open('/usr/owned', 'w')"), ("Error",)),
    "network": Case(softmax("import socket; socket.create_connection(('1.1.1.1', 80))"), ("network",)),
    "generator": Case(softmax("yield 1"), ("generator",)),
    "lambda": Case(softmax("return lambda: 1"), ("function",)),
    "open file": Case(softmax("return open(__file__)"), ("TextIOWrapper",)),
    "self-containing list": Case(softmax("x = []; x.append(x); return x"), ("list", "contains itself")),
    "named tuple": Case(softmax("return logits.max(dim=-1)"), ("max (tuple of 2 items)",)),
    "huge integer": Case(softmax("return 10**1000"), ("int",)),
    "tensor in place of a function": Case("import torch\nsoftmax = torch.ones(3)", ("a function was",)),
    "processes of a loader": Case(
        softmax("from torch.utils.data import DataLoader as D; return next(iter(D([1], num_workers=1)))"),
        ("num_workers=0",),
    ),
    "command line": Case("import argparse\nargparse.ArgumentParser().parse_args()", ("not defined",)),
    "NaN tensor": Case(softmax("return torch.full_like(logits, float('nan'))"), ("nan",)),
    "sparse tensor": Case(softmax("return logits.to_sparse()"), ("sparse",)),
    "lying __eq__": Case(
        "class Liar:\n    def __eq__(self, o): return True\n    def __sub__(self, o): return 0\n"
        "def softmax(logits): return Liar()" + GOOD_LOSS,
        ("Liar",),
    ),
    "os._exit": Case(softmax("import os; os._exit(0)"), ("ended", "program")),
    "sys.exit": Case(softmax("import sys; sys.exit(0)"), ("ended", "program")),
    "segmentation fault": Case(softmax("import ctypes; ctypes.string_at(0)"), ("crash", "SIGSEGV")),
    "exit at import": Case("import sys; sys.exit(0)", ("ended", "program")),
    "input": Case(softmax("return input()"), ("nobody to ask",)),
    "a raising __str__": Case(
        "class E(Exception):\n    def __str__(self): raise self\ndef softmax(x): raise E()" + GOOD_LOSS,
        ("raised E",),
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=["local", pytest.param("docker", marks=[pytest.mark.docker])])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    opened = open_sandbox(request.param, "grader-sandbox:cpu")
    yield opened
    opened.close()


def graded(files: dict[str, bytes], sandbox: Sandbox) -> Report:
    program = read_upload([UploadedFile(name, data) for name, data in files.items()], EXERCISE, MAX_BYTES)
    return grade(GradingJob(EXERCISE, program, seed=3), sandbox, None)


@pytest.mark.parametrize("name", sorted(CASES))
def test_bad_code_fails_with_a_sentence(name: str, sandbox: Sandbox) -> None:
    case = CASES[name]
    report = graded({"softmax.py": case.source.encode()}, sandbox)
    check = report.checks[0]
    assert report.verdict == "graded", report.message
    assert check.status == "failed"
    assert check.details is not None
    said = " ".join([check.message, check.details.exception, check.details.call])
    assert not [word for word in case.words if word not in said], said
    assert report.limit_reached == case.limit_reached


def test_the_next_submission_notices_nothing(sandbox: Sandbox) -> None:
    reference = EXERCISE.reference_dir
    assert reference is not None
    report = graded({"softmax.py": (reference / "softmax.py").read_bytes()}, sandbox)
    assert report.score == report.max_score


def test_a_syntax_error_is_rejected_with_its_line(sandbox: Sandbox) -> None:
    report = graded({"softmax.py": b"x = 1\ndef softmax(x:\n    pass\n"}, sandbox)
    assert report.verdict == "rejected"
    assert report.problems[0].where is not None
    assert (report.problems[0].where.line, report.problems[0].where.source) == (2, "def softmax(x:")


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def symlink() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("softmax.py")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("softmax.py", lambda: b""),
        ("softmax.py", lambda: b"name = 'caf\xe9'"),
        ("softmax.py", lambda: b"x" * (MAX_BYTES + 1)),
        ("softmax.exe", lambda: b"MZ"),
        ("work.ipynb", lambda: b'{"cells": [}'),
        ("work.zip", lambda: b"not a zip"),
        ("work.zip", lambda: zipped(("softmax.py", b"#" * 300_000_000))),
        ("work.zip", lambda: zipped(("../softmax.py", b"x = 1"))),
        ("work.zip", lambda: zipped(("/softmax.py", b"x = 1"))),
        ("work.zip", symlink),
        ("work.zip", lambda: zipped(("softmax.py", b"x = 1"), ("softmax.py", b"x = 2"))),
    ],
    ids=[
        *("empty", "not-utf8", "large", "unknown-type", "notebook", "no-zip", "bomb"),
        *("dotdot", "absolute", "symlink", "duplicate"),
    ],
)
def test_bad_uploads_are_refused_with_a_next_step(name: str, make: object) -> None:
    assert callable(make)
    with pytest.raises(Rejected) as refused:
        read_upload([UploadedFile(name, make())], EXERCISE, MAX_BYTES)
    assert refused.value.code
    assert refused.value.next_step
    assert str(ROOT) not in str(refused.value)


def test_an_unknown_exercise_names_near_ones(tmp_path: Path) -> None:
    from grader.errors import UsageError

    with pytest.raises(UsageError) as unknown:
        Catalog(ROOT / "exercises", None).get("t-softmax")
    assert "t-softmax-ce" in unknown.value.next_step
