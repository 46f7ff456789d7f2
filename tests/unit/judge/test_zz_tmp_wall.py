from __future__ import annotations
import pytest
from grader.judge.isolated import Judge
from .conftest import Bench
from .test_isolated_memory import grade


@pytest.mark.parametrize(
    "src",
    [
        "import numpy\nL=[numpy.empty(0,'int8')]*180000\ndef f(x): return L",
        "L=[[]]*190000\ndef f(x): return L",
        "import torch\nL=[torch.empty(0)]*180000\ndef f(x): return L",
    ],
)
def test_acc(bench: Bench, src) -> None:
    bench.checks('''
@pytest.mark.points(2)
def test_many(student):
    """Many."""
    got = [student.f(i) for i in range(30)]
    assert got[3] == 8, "A number, please."
''')
    with Judge() as j:
        import time

        b = time.time()
        r = grade(j, bench, src)
        print(r.verdict, r.checks[0].status, r.checks[0].message[:300], time.time() - b)
