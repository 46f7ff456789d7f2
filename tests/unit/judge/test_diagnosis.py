"""The student's answers are matched with those of known wrong solutions."""

from __future__ import annotations

import pytest

from grader.judge import diagnosis
from grader.judge.report import CheckResult
from sandbox.host.local import open_local

from .conftest import Bench

REFERENCE = "def f(x): return x.softmax(-1)"
WRONG = {
    "wrong-axis": "def f(x): return x.softmax(0)",
    "no-norm": "def f(x): return x.exp()",
    "no-norm/other-style": "import torch\ndef f(x): return torch.pow(torch.e, x)",
    "numpy": "def f(x): return x.numpy()",
    "raises": "def f(x): return x.nothing()",
    "loops": "def f(x):\n    while True: pass",
}
CHECK = '''
@pytest.mark.points(1)
def test_rows(student, rng, reference):
    """Rows sum to one."""
    vector, square = torch.randn(4, generator=rng), torch.randn(3, 3, generator=rng)
    one, two = student.f(vector), student.f(square)
    assert_close(one, reference.f(vector))
    assert_close(two, reference.f(square))
'''


@pytest.fixture
def softmax(bench: Bench) -> Bench:
    """A bench with one hidden check, its reference and its wrong solutions."""
    return bench.checks(hidden=CHECK).reference(REFERENCE).wrong(WRONG).limits(call_s=0.3, cpu_s=5)


MATCHES = {
    "def f(x): e = x.exp(); return e / e.sum(0)": "wrong-axis",
    "import math\ndef f(x): return x.apply_(math.exp)": "no-norm",
    "def f(x): return x.exp().numpy() / x.exp().sum(-1, keepdim=True).numpy()": None,
    "def f(x): raise AttributeError('mine')": "raises",
    "def f(x): raise KeyError('mine')": None,
    "def f(x): return x.exp() + 1e-8": "no-norm",
    "def f(x): return x.exp() + 1e-2": None,
    "def f(x): return x.exp().double()": None,
    "def f(x):\n    n = 0\n    while n >= 0: n += 1": "loops",
    "def f(x): return x * float('nan')": None,
    "def f(x): return 'text'": None,
    "def f(x): return (i for i in x)": None,
    "def f(y): return None": None,
}


@pytest.mark.parametrize("source", MATCHES)
def test_one_misconception_is_named_and_no_more(softmax: Bench, source: str) -> None:
    check = softmax.one(source)
    assert check.status == "failed"
    assert check.misconception == MATCHES[source]
    assert check.diagnosis == (f"Feedback for {check.misconception}." if check.misconception else "")


def test_two_misconceptions_with_the_same_answers_are_not_named(softmax: Bench) -> None:
    softmax.wrong({"one": "def f(x): return x.exp()", "two": "def f(x): return x.exp() * 1.0"})
    assert softmax.one("def f(x): return x.exp()").misconception is None


def test_right_answers_are_never_diagnosed(bench: Bench) -> None:
    """The check fails for its own reason; a wrong solution that answers like the reference means nothing."""
    bench.checks(hidden=CHECK + '    fail("Always.")\n').reference(REFERENCE).wrong({"same": REFERENCE})
    assert bench.one(REFERENCE).misconception is None
    assert bench.one(REFERENCE).message == "Always."


def test_a_check_without_questions_is_not_diagnosed(bench: Bench) -> None:
    check = '@pytest.mark.points(1)\ndef test_n(student):\n    """N."""\n    fail("no")\n'
    assert bench.checks(check).reference("x = 1").wrong({"a": "x = 2"}).one("x = 2").misconception is None


def test_the_check_may_name_a_misconception_itself(bench: Bench) -> None:
    bench.checks('''
        @pytest.mark.points(1)
        def test_named(student):
            """Named."""
            fail("Seen.", misconception=student.name())
    ''').reference("def name(): return 'x'").wrong({"known": "def name(): return 1"})
    check = bench.one("def name(): return 'known'")
    assert (check.misconception, check.diagnosis) == ("known", "Feedback for known.")
    assert bench.one("def name(): return 'unknown'").misconception is None


def test_the_checks_own_tolerance_is_used(bench: Bench) -> None:
    head = '@pytest.mark.points(1)\ndef test_n(student):\n    """N."""\n'
    check = head + "    assert_close(student.f(), 1.0, rtol=0.0, atol={})\n"
    bench.reference("def f(): return 1.0").wrong({"two": "def f(): return 2.0"})
    assert bench.checks(check.format(0.5)).one("def f(): return 2.2").misconception == "two"
    assert bench.checks(check.format(0.01)).one("def f(): return 2.2").misconception is None


HANDLES = '''
@pytest.mark.points(1)
def test_model(student, rng):
    """The model predicts."""
    x = torch.rand(3, generator=rng)
    parts = student.build(2.0)
    answer = student.predict(parts["model"], x)
    again = parts["model"].call(x)
    weight = parts["model"].attr("factor")
    path = student.folder({"a/b.txt": b"hello"})
    text = student.read(path)
    assert_close([answer, again, weight, text], [2 * x, 2 * x, 2.0, path + "/hello"])
'''
MODEL = """
from pathlib import Path
class Model:
    def __init__(self, factor): self.factor = factor
    def __call__(self, x): return x * self.factor
def build(factor): return {{"other": 1, "model": Model({})}}
def predict(model, x): return {}
def read(path): return f"{{path}}/{{(Path(path) / 'a' / 'b.txt').read_text()}}"
"""


def test_handles_and_folders_are_replayed(bench: Bench) -> None:
    right = MODEL.format("factor", "model(x)")
    wrong = {
        "half": MODEL.format("factor / 2", "model(x)"),
        "twice": MODEL.format("factor", "model(model(x))"),
    }
    bench.checks(hidden=HANDLES).reference(right).wrong(wrong)
    assert bench.one(right).status == "passed"
    assert bench.one(MODEL.format("0.5 * factor", "model(x)")).misconception == "half"
    assert bench.one(MODEL.format("factor", "x * model.factor ** 2")).misconception == "twice"


STATE = '''
@pytest.mark.points(1)
def test_first(student):
    """Counts."""
    student.count([1, 1])

@pytest.mark.points(1)
def test_twice(student):
    """A second call starts anew."""
    student.fresh()
    assert_equal([student.count([1, 2]), student.count([1, 2])], [2, 2])
'''


def test_what_is_kept_between_calls_is_replayed_after_fresh(bench: Bench) -> None:
    right = "def count(items): return len(items)"
    kept = "seen = []\ndef count(items):\n    seen.extend(items)\n    return len(seen)"
    bench.checks(hidden=STATE).reference(right).wrong({"kept": kept})
    _, twice = bench.grade("n = 0\ndef count(items):\n    global n\n    n += len(items)\n    return n").checks
    assert twice.misconception == "kept"


def test_random_answers_are_replayed_with_the_same_seed(bench: Bench) -> None:
    check = '@pytest.mark.points(1)\ndef test_n(student):\n    """N."""\n    assert student.f() > 2\n'
    bench.checks(hidden=check).reference("import torch\ndef f(): return 3 + torch.rand(1).item()")
    bench.wrong({"low": "import torch\ndef f(): return torch.rand(1).item()"})
    assert bench.one("import torch\ndef f(): return float(torch.rand(1))").misconception == "low"


def test_after_a_crash_the_rest_is_replayed_in_a_fresh_process(bench: Bench) -> None:
    check = '''
        @pytest.mark.points(1)
        def test_n(student):
            """N."""
            try:
                student.end()
            except StudentFault:
                pass
            assert student.f() == 3
    '''
    source = "import os\ndef end(): os._exit(1)\ndef f(): return {}"
    bench.checks(hidden=check).reference(source.format(3)).wrong({"four": source.format(4)})
    assert bench.one(source.format("2 + 2")).misconception == "four"


def test_time_is_limited(softmax: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "TIME_LIMIT_S", 0.0)
    source = "def f(x): return x.exp()"
    outcome = softmax.one(source)
    assert outcome.misconception is None
    monkeypatch.undo()
    assert softmax.one(source).misconception == "no-norm"


def no_diagnosis(check: CheckResult) -> bool:
    return check.status == "failed" and check.misconception is None


def test_without_an_authors_sandbox_there_is_no_diagnosis(softmax: Bench) -> None:
    softmax.author = None
    assert no_diagnosis(softmax.one("def f(x): return x.exp()"))


def test_a_broken_authors_sandbox_changes_no_score(softmax: Bench) -> None:
    softmax.author = open_local()
    softmax.author.close()
    report = softmax.grade("def f(x): return x.exp()")
    assert report.verdict == "graded"
    assert no_diagnosis(report.checks[0])
