"""Known solutions that leave nothing behind share a process, and what a report says is the same."""

from __future__ import annotations

import pytest

from grader.catalog.services import Catalog
from grader.judge import diagnosis
from grader.judge.diagnosis import author_program
from grader.judge.job import GradingJob
from grader.judge.run import grade
from grader.judge.sharing import can_be_shared, leaves_nothing
from grader.judge.trace import Entry, Trace
from grader.settings import ROOT
from sandbox.host.base import Fault
from sandbox.host.connection import GuestSandbox

from .conftest import Bench, program

PLAIN = [
    "import torch\nfrom torch.nn import functional as F\ndef f(x): return F.softmax(x, -1)",
    "import torch\ndef f(x):\n    torch.manual_seed(0)\n    return torch.rand(3)",
    "import numpy as np\nkept = []\ndef f(x):\n    kept.append(np.mean(x))\n    return kept",
    "class Model:\n    def __init__(self): self.a = [1]\n    def go(self): self.a[0] += 1; return self.a",
    "def f(x):\n    x.requires_grad = True\n    x[0] = 1\n    return x",
    "from dataclasses import dataclass\n@dataclass\nclass A:\n    b: int = 3",
]
LEAVES = [
    "import torch\ntorch.set_default_dtype(torch.float64)",
    "import torch\ntorch.backends.cudnn.deterministic = True",
    "import torch.nn as nn\nnn.Linear.forward = lambda self, x: x",
    "from torch import Tensor\nTensor.__eq__ = None",
    "import torch\ndel torch.tensor",
    "import os\nos.environ['A'] = 'b'",
    "from torch import set_default_dtype as plain\nplain(None)",
    "import torch\nsetattr(torch, 'tensor', 1)",
    "import numpy\nnumpy.seterr(all='raise')",
    "import torch\ntorch.save(1, 'file')",
    "import torch\ntorch.no_grad().__enter__()",
    "open('file', 'w')",
    "import random\nrandom.__dict__['seed'] = 1",
    "from . import other",
    "import torch\noptimiser = torch.optim.SGD",
    "def f(:",
]


@pytest.mark.parametrize("source", PLAIN)
def test_a_plain_program_leaves_nothing(source: str) -> None:
    assert leaves_nothing(program(source))


@pytest.mark.parametrize("source", LEAVES)
def test_what_may_leave_something_gets_a_process_of_its_own(source: str) -> None:
    assert not leaves_nothing(program(source))


def test_questions_about_the_process_itself_need_one() -> None:
    plain = Trace([Entry("seed", {"seed": 1}), Entry("call", {}, 3)])
    assert can_be_shared([plain, plain])
    for op in ("fresh", "folder", "rng"):
        assert not can_be_shared([plain, Trace([Entry(op, {})])])
    assert can_be_shared([Trace([Entry("call", {}, fault=Fault("exception", "KeyError", ""))])])
    assert not can_be_shared([Trace([Entry("call", {}, fault=Fault("time", "", ""))])])


CHECK = '''
@pytest.mark.points(1)
def test_half(student, reference):
    """Gives a half."""
    assert_equal(student.f(1), reference.f(1))
'''
HALF = "import torch\ndef f(x): return torch.tensor(0.5)"
THIRD = "import torch\ndef f(x): return torch.tensor(1 / 3)"
#: Imported last, and each of them would spoil the answers of those after it.
SPOILS = "import torch\ntorch.set_default_dtype(torch.float64)\ndef f(x): return 0"


def test_what_one_leaves_behind_no_other_finds(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.checks(hidden=CHECK).reference(HALF).wrong({"spoils": SPOILS, "third": THIRD})
    assert bench.one(THIRD).misconception == "third"
    # The control: in one process it is found, and the diagnosis is lost.
    monkeypatch.setattr(diagnosis, "leaves_nothing", lambda program: True)
    assert bench.one(THIRD).misconception is None


def test_generators_are_fresh_for_each(bench: Bench) -> None:
    draws = "import torch\nfirst = torch.rand(1)\ndef f(x): return [first, torch.rand(1) * {}]"
    bench.checks(hidden=CHECK).reference(draws.format(1)).wrong(
        {"two": draws.format(2), "three": draws.format(3)}
    )
    assert bench.one(draws.format("(1 + 2)")).misconception == "three"


ENDS = {
    "loops": "def f(x):\n    while True: pass",
    "loads for ever": "while True: pass",
    "much memory": "def f(x): return len([0] * 10 ** 9)",
    "stops": "import sys\ndef f(x): sys.exit(1)",
}


@pytest.mark.parametrize("source", ENDS.values(), ids=ENDS)
def test_whoever_ends_the_process_is_asked_again_alone(bench: Bench, source: str) -> None:
    bench.checks(hidden=CHECK).reference(HALF).wrong({"ends": source, "third": THIRD})
    bench.limits(call_s=0.3, cpu_s=5, load_s=0.5)
    assert bench.one(THIRD).misconception == "third"
    assert bench.one("def f(x): return 7").misconception is None


EXERCISE = "t-softmax-ce"
_catalog = Catalog(ROOT / "exercises", ROOT / "reference")


@pytest.mark.slow
@pytest.mark.parametrize("name", [wrong.path.stem for wrong in _catalog.get(EXERCISE).wrong])
def test_reports_are_the_same_with_and_without(
    name: str, student_box: GuestSandbox, author_box: GuestSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = _catalog.get(EXERCISE)
    (wrong,) = (one for one in exercise.wrong if one.path.stem == name)
    job = GradingJob(exercise, author_program(wrong.path, exercise.entry), 11)
    shared = grade(job, student_box, author_box, lambda event: None)
    monkeypatch.setattr(diagnosis, "leaves_nothing", lambda program: False)
    alone = grade(job, student_box, author_box, lambda event: None)
    assert [check.misconception for check in shared.checks] == [check.misconception for check in alone.checks]
    assert wrong.misconception in [check.misconception for check in shared.checks]
