"""Nothing of a hidden check's inputs reaches the student, whatever the student's code does with them."""

from __future__ import annotations

import pytest

from grader.judge.events import CheckFinished, Event
from grader.judge.views import event_for_student, for_student

from .conftest import Bench

#: The hidden input: digits that no report holds by chance.
CANARY = "71828182845"
HIDDEN = f'''
@pytest.mark.points(1)
@pytest.mark.hint("Read the prompt.")
def test_secret(student):
    """The secret number is doubled."""
    assert_close(student.f({CANARY}), {int(CANARY) * 2})

@pytest.mark.points(1)
def test_equal(student):
    """The secret number is doubled, exactly."""
    assert_equal(student.f([{CANARY}]), [{int(CANARY) * 2}])

@pytest.mark.points(1)
def test_plain(student):
    """The secret number is more."""
    assert student.f({CANARY}) == {int(CANARY) * 2}

@pytest.mark.points(1)
def test_stumbles(student):
    """The secret number has a shape."""
    assert student.f(torch.tensor([{CANARY}])).shape == (1,)

@pytest.mark.points(1)
def test_items(student):
    """The secret numbers are a list."""
    assert list(student.f([{CANARY}])) == [1]

@pytest.mark.points(1)
def test_raises(student):
    """The secret number is refused."""
    assert_raises(student.f, {CANARY}, type="KeyError")

@pytest.mark.points(1)
def test_passes(student):
    """Anything goes."""
    try:
        student.f({CANARY})
    except StudentFault:
        pass
'''
PUBLIC = '''
@pytest.mark.points(1)
def test_open(student):
    """Something is returned."""
    assert student.g() == 1
'''
ATTACKS = {
    "exception text": "raise Exception(str(x))",
    "exception type": "raise type('E' + name(x), (Exception,), {})('a')",
    "printed": "print(x)",
    "printed to stderr": "import sys; print(x, file=sys.stderr)",
    "printed and raised": "print(x); raise ValueError(x)",
    "kept and raised": "kept.append(x); raise KeyError(kept)",
    "type name": "return type('T' + name(x), (), {})()",
    "returned": "return x",
    "returned as text": "return 'x' + str(x)",
    "returned in a dict": "return {str(x): x}",
    "handle in a list": "return [type('T' + name(x), (), {})()]",
    "printed and ended": "print(x, flush=True); import os; os._exit(3)",
    "function name": "exec(f'def f{name(x)}(): raise ValueError'); locals()['f' + name(x)]()",
    "missing package": "__import__('m' + name(x))",
    "missing argument": "raise TypeError(f'f() missing 1 required positional argument: {x}')",
}
#: Answers every check of HIDDEN without making it stumble.
REFERENCE = "def g(): return 1\ndef f(x): return x if hasattr(x, 'shape') else [1]"
HELPERS = (
    "def name(x): return str(x).strip('[]tensor()')\nkept = []\ndef g():\n    print(kept)\n    return 1\n"
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hidden_input_does_not_reach_the_student(bench: Bench, attack: str) -> None:
    events: list[Event] = []
    source = f"{HELPERS}def f(x):\n    {ATTACKS[attack]}\n"
    bench.checks(PUBLIC, HIDDEN).reference(REFERENCE)
    full = bench.grade(source, on_event=events.append)
    shown = for_student(full)
    assert CANARY in full.model_dump_json() or attack == "printed to stderr", "the attack did nothing"
    assert CANARY not in shown.model_dump_json()
    assert CANARY not in "".join(event_for_student(event).model_dump_json() for event in events)
    assert shown.score == full.score
    assert {check.id: check.status for check in shown.checks} == {c.id: c.status for c in full.checks}


def test_times_of_hidden_checks_are_not_shown(bench: Bench) -> None:
    source = HELPERS + "def f(x):\n    import time\n    time.sleep(0.05)\n"
    full = bench.checks(PUBLIC, HIDDEN).reference(REFERENCE).grade(source)
    shown = for_student(full)
    hidden = [check for check in shown.checks if check.visibility == "hidden"]
    assert all((check.cpu_s, check.wall_s, check.details) == (0, 0, None) for check in hidden)
    assert set(shown.provenance.durations) == {"load"}
    assert any(check.wall_s > 0.05 for check in full.checks)


def test_what_is_left_of_a_hidden_check_is_the_authors(bench: Bench) -> None:
    shown = for_student(bench.checks(PUBLIC, HIDDEN).grade(HELPERS + "def f(x): raise ValueError(x)"))
    secret = next(check for check in shown.checks if check.id == "secret")
    assert secret.title == "The secret number is doubled."
    assert secret.message == "Your code raised an error in this check."
    assert secret.hint == "Read the prompt."


def test_a_public_check_shows_everything(bench: Bench) -> None:
    report = bench.checks(PUBLIC).grade("def g():\n    print('here')\n    return 2")
    (check,) = for_student(report).checks
    assert check == report.checks[0]
    assert check.details is not None
    assert check.details.stdout == "here\n"


def test_the_authors_traceback_is_for_authors(bench: Bench) -> None:
    broken = PUBLIC.replace("assert student.g() == 1", "raise KeyError('author')")
    report = bench.checks(broken).grade("def g(): return 1")
    assert "KeyError" in report.model_dump_json()
    assert "KeyError" not in for_student(report).model_dump_json()
    event = CheckFinished(result=report.checks[0])
    assert "KeyError" not in event_for_student(event).model_dump_json()
