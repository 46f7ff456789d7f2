"""One grading from program to report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.errors import Rejected
from grader.judge.events import EVENT, CheckFinished, CheckStarted, Diagnosing, Event, Loading
from grader.judge.report import Report
from grader.judge.ungraded import rejected
from sandbox.host.base import SandboxError
from sandbox.host.local import open_local

from .conftest import Bench, notebook

DOUBLE = '''
@pytest.mark.points(2)
@pytest.mark.hint("Twice.")
def test_doubles(student):
    """The function doubles."""
    assert_close(student.f(torch.tensor([1.0, 2.0])), torch.tensor([2.0, 4.0]))

@pytest.mark.points(1)
def test_zero(student):
    """Zero stays zero."""
    assert student.f(0) == 0, "Zero should stay zero."
'''
HIDDEN = '''
@pytest.mark.points(3)
def test_hidden_one(student, rng, reference):
    """Random numbers are doubled."""
    x = torch.rand(5, generator=rng)
    assert_close(student.f(x), reference.f(x), message="Some numbers are not doubled.")
'''
GOOD = "def f(x): return x * 2"


def statuses(report: Report) -> dict[str, str]:
    return {check.id: check.status for check in report.checks}


def test_a_right_answer_has_full_score(bench: Bench) -> None:
    report = bench.checks(DOUBLE, HIDDEN).reference(GOOD).grade(GOOD)
    assert (report.verdict, report.score, report.max_score) == ("graded", 6, 6)
    assert set(statuses(report).values()) == {"passed"}
    assert [check.visibility for check in report.checks] == ["public", "public", "hidden"]
    assert all(check.message == check.hint == "" for check in report.checks)


def test_a_wrong_answer_is_explained(bench: Bench) -> None:
    report = (
        bench.checks(DOUBLE, HIDDEN).reference(GOOD).grade("def f(x):\n    print('hello')\n    return x + 1")
    )
    doubles, zero, hidden = report.checks
    assert report.score == 0
    assert doubles.status == "failed"
    assert "1 of 2 values of your result differ" in doubles.message
    assert doubles.hint == "Twice."
    assert doubles.details is not None
    assert doubles.details.call == "f(tensor([1, 2]))"
    assert doubles.details.comparison is not None
    assert doubles.details.comparison.first_index == "[1]"
    assert doubles.details.stdout == "hello\n"
    assert zero.message == "Zero should stay zero."
    assert hidden.message == "Some numbers are not doubled."
    assert hidden.details is not None
    assert "5 of 5 values" in hidden.details.exception


def test_an_exception_is_shown_with_the_students_line(bench: Bench) -> None:
    check = bench.checks(DOUBLE).grade("def f(x):\n    return x.nothing").checks[0]
    assert check.message.startswith(
        "`f` raised AttributeError: 'Tensor' object has no attribute 'nothing' at line 2"
    )
    assert check.details is not None
    assert check.details.exception == "AttributeError: 'Tensor' object has no attribute 'nothing'"
    (line,) = check.details.traceback
    assert (line.file, line.line, line.source) == ("answer.py", 2, "return x.nothing")


def test_hidden_checks_are_left_away_when_asked(bench: Bench) -> None:
    report = bench.checks(DOUBLE, HIDDEN).reference(GOOD).grade(GOOD, include_hidden=False)
    assert statuses(report) == {"doubles": "passed", "zero": "passed", "hidden_one": "not_run"}
    assert (report.score, report.max_score) == (3, 6)


def test_what_builds_on_a_failed_check_is_skipped(bench: Bench) -> None:
    bench.checks('''
        @pytest.mark.points(1)
        def test_base(student):
            """Base."""
            assert student.f(1) == 2

        @pytest.mark.points(1)
        @pytest.mark.hint("Later.")
        @pytest.mark.needs("base")
        def test_top(student):
            """Top."""
            assert student.f(2) == 4

        @pytest.mark.points(1)
        @pytest.mark.needs("top")
        def test_tip(student):
            """Tip."""
    ''')
    assert statuses(bench.grade("def f(x): return 2")) == {
        "base": "passed",
        "top": "failed",
        "tip": "skipped",
    }
    report = bench.grade("def f(x): return 4")
    assert statuses(report) == {"base": "failed", "top": "skipped", "tip": "skipped"}
    assert report.verdict == "graded"
    assert report.checks[1].message == "Not run, because it builds on: base."


def test_the_same_seed_asks_the_same_questions(bench: Bench) -> None:
    bench.checks('''
        @pytest.mark.points(1)
        def test_numbers(student, rng, seed):
            """Numbers."""
            fail(f"{seed} {torch.rand(2, generator=rng).tolist()} {student.f()} {torch.rand(1).item()}")
    ''')
    source = "import torch\ndef f(): return torch.rand(1).item()"
    first = bench.grade(source, seed=1).checks[0].message
    assert bench.grade(source, seed=1).checks[0].message == first
    assert bench.grade(source, seed=2).checks[0].message != first


def test_each_check_has_its_own_numbers(bench: Bench) -> None:
    check = '''
        @pytest.mark.points(1)
        def test_{}(student, rng):
            """Numbers."""
            fail(str(torch.rand(1, generator=rng).item()))
    '''
    one, two = bench.checks(check.format("one") + check.format("two")).grade("").checks
    assert one.message != two.message


def test_events_tell_the_way(bench: Bench) -> None:
    seen: list[Event] = []
    report = (
        bench.checks(DOUBLE)
        .wrong({"a": "def f(x): return 7"})
        .reference(GOOD)
        .grade("def f(x): return x", on_event=seen.append)
    )
    kinds: list[type[Any]] = [Loading, CheckStarted, CheckFinished, CheckStarted, CheckFinished, Diagnosing]
    assert [type(event) for event in seen] == kinds
    finished = [event.result for event in seen if isinstance(event, CheckFinished)]
    assert finished == list(report.checks)
    assert [EVENT.validate_json(event.model_dump_json()) for event in seen] == seen


def test_the_report_tells_where_it_comes_from(bench: Bench) -> None:
    provenance = bench.checks(DOUBLE).grade(GOOD, seed=11).provenance
    assert (provenance.seed, provenance.image, provenance.device) == (11, "local", "cpu")
    assert set(provenance.durations) == {"load", "checks", "diagnosis", "total"}
    assert provenance.walls


# Loading.


def test_a_syntax_error_is_rejected_with_its_line(bench: Bench) -> None:
    report = bench.checks(DOUBLE).grade("def f(x):\n    return x +\n")
    assert report.verdict == "rejected"
    assert report.message == "`answer.py` is not valid Python at line 2: invalid syntax."
    (problem,) = report.problems
    assert problem.where is not None
    assert (problem.where.line, problem.where.source) == (2, "return x +")
    assert set(statuses(report).values()) == {"not_run"}


@pytest.mark.parametrize(
    "source", ["raise SyntaxError('mine')", "1 / 0", "import cv2", "import os; os._exit(0)"]
)
def test_an_error_while_loading_fails_every_check(bench: Bench, source: str) -> None:
    report = bench.checks(DOUBLE, HIDDEN).grade(source)
    assert (report.verdict, report.score) == ("graded", 0)
    assert set(statuses(report).values()) == {"failed"}
    assert all("while the file was loaded" in check.message for check in report.checks)


def test_an_endless_loop_while_loading_is_a_limit(bench: Bench) -> None:
    report = bench.checks(DOUBLE).limits(load_s=0.5).grade("while True: pass")
    assert report.verdict == "graded"
    assert report.limit_reached
    assert report.checks[0].message.startswith("`answer.py` ran longer than 0.5 CPU seconds and was stopped")


def test_a_failed_cell_is_a_problem_and_the_checks_run(bench: Bench) -> None:
    report = bench.checks(DOUBLE).grade(notebook("1 / 0", "def f(x):\n    return x * 2"))
    assert report.score == 3
    assert [problem.message for problem in report.problems] == [
        "Cell 1 stopped: ZeroDivisionError: division by zero in cell 1, line 1."
    ]


def test_much_output_is_a_problem(bench: Bench) -> None:
    report = bench.checks(DOUBLE).grade("print('x' * 400_000)\n" + GOOD)
    assert report.score == 3
    assert report.problems[0].message.startswith("Your code printed 0.4 MB")


# Whose fault.


def test_a_time_limit_in_one_check_leaves_the_others(bench: Bench) -> None:
    source = "def f(x):\n    while not isinstance(x, int): pass\n    return x * 2"
    report = bench.checks(DOUBLE).limits(call_s=0.3).grade(source)
    assert statuses(report) == {"doubles": "failed", "zero": "passed"}
    assert report.limit_reached


BROKEN = {
    "raises": "student.f(1)\n    raise KeyError('oops')",
    "raises before it asks": "{}['oops']",
    "reference raises": "student.f(1)\n    reference.g(1)",
    "reference asserts": "student.f(1)\n    reference.h(1)",
    "no fixture": "nothing(1)",
}


@pytest.mark.parametrize("body", BROKEN)
def test_a_broken_check_is_the_exercises_fault(bench: Bench, body: str) -> None:
    text = f'''
@pytest.mark.points(1)
def test_broken(student, reference):
    """Broken."""
    {BROKEN[body]}
'''
    bench.checks(DOUBLE, text).reference(GOOD + "\ndef g(x): return x[0]\ndef h(x): assert x == 2")
    report = bench.grade(GOOD)
    assert report.verdict == "infra_error"
    assert report.score == 0
    assert statuses(report) == {"doubles": "passed", "zero": "passed", "broken": "error"}
    assert "exercise's" in report.message
    assert "No attempt was used" in report.message
    details = report.checks[-1].details
    assert details is not None
    assert "Error" in details.author_traceback


def test_a_file_that_cannot_be_imported_is_the_exercises_fault(bench: Bench) -> None:
    report = bench.checks(DOUBLE, "import no_such_module\n" + HIDDEN).reference(GOOD).grade(GOOD)
    assert report.verdict == "infra_error"
    assert statuses(report) == {"doubles": "passed", "zero": "passed", "hidden_one": "error"}
    details = report.checks[-1].details
    assert details is not None
    assert "no_such_module" in details.author_traceback


def test_a_check_that_skips_itself_is_an_error(bench: Bench) -> None:
    bench.checks(DOUBLE)
    path = bench.exercise.checks[0].path
    path.write_text(path.read_text().replace("assert student.f(0)", "pytest.skip('no'); assert student.f(0)"))
    report = bench.grade(GOOD)
    assert statuses(report) == {"doubles": "passed", "zero": "error"}
    assert report.verdict == "infra_error"


def test_a_check_that_is_not_there_is_an_error(bench: Bench) -> None:
    bench.checks(DOUBLE)
    path = bench.exercise.checks[0].path
    path.write_text(path.read_text().replace("def test_zero", "def other"))
    assert statuses(bench.grade(GOOD)) == {"doubles": "passed", "zero": "error"}


def test_public_checks_cannot_use_the_reference(bench: Bench) -> None:
    bench.checks(DOUBLE).reference(GOOD)
    path = bench.exercise.checks[0].path
    path.write_text(path.read_text().replace("test_zero(student)", "test_zero(student, reference)"))
    assert bench.grade(GOOD).verdict == "infra_error"


STUMBLES = '''
@pytest.mark.points(1)
def test_stumbles(student):
    """The check takes the answer for a tensor."""
    assert student.f(torch.ones(2)).sum() == 4
'''


@pytest.mark.parametrize("answer", ["None", "'text'", "[2, 2]", "{}", "3.0", "(i for i in x)", "lambda: 1"])
def test_an_answer_that_the_check_stumbles_over_is_the_students(bench: Bench, answer: str) -> None:
    bench.checks(STUMBLES).reference(GOOD)
    report = bench.grade(f"def f(x): return {answer}")
    assert (report.verdict, report.checks[0].status) == ("graded", "failed")
    assert bench.grade(GOOD).score == 1


def test_without_a_reference_the_answer_is_blamed(bench: Bench) -> None:
    bench.checks(STUMBLES)
    bench.author = None
    check = bench.one("def f(x): return None")
    assert check.status == "failed"
    assert check.message.startswith(
        "The check could not use what your code returned: AttributeError: 'NoneType'"
    )


class _Vanishing:
    """A real sandbox whose connection is cut at the n-th question."""

    def __init__(self, after: int) -> None:
        self._box = open_local()
        self._left = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._box, name)

    def request(self, *args: Any, **kwargs: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            self._box.close()
        return self._box.request(*args, **kwargs)


@pytest.mark.parametrize("after", [0, 1])
def test_a_sandbox_that_vanishes_is_our_fault(bench: Bench, after: int) -> None:
    box = _Vanishing(after)
    bench.student = box  # type: ignore[assignment]
    seen: list[Event] = []
    report = bench.checks(DOUBLE).grade(GOOD, on_event=seen.append)
    assert report.verdict == "infra_error"
    assert "the fault is ours" in report.message.lower()
    # An `error` would be the exercise's, and nobody would try again.
    assert set(statuses(report).values()) <= {"passed", "not_run"}
    with pytest.raises(SandboxError):
        box.request("rng", {}, cpu_s=1, wall_s=1)


def test_a_refused_upload_has_a_report(bench: Bench) -> None:
    bench.checks(DOUBLE)
    report = rejected(bench.exercise, Rejected("empty", "The file is empty.", "Save it."), 5)
    assert (report.verdict, report.message, report.provenance.seed) == ("rejected", "The file is empty.", 5)
    assert report.problems[0].next_step == "Save it."
    assert set(statuses(report).values()) == {"not_run"}


def test_figures_are_drawn_from_the_checks_numbers(bench: Bench) -> None:
    bench.checks('''
        @pytest.mark.points(1)
        def test_draws(student, figures):
            """Draws."""
            figures.lines("Loss", {"train": [3.0, float("nan"), 1.0]}, x="step", y="loss")
            figures.matrix("Classes", torch.eye(2), labels=["a", "b"], x="predicted", y="true")
    ''')
    details = bench.one("").details
    assert details is not None
    lines, matrix = details.figures
    assert lines.data == {"series": {"train": [3.0, 1.0]}, "x": "step", "y": "loss"}
    assert matrix.data["values"] == [[1, 0], [0, 1]]


def test_points_count_only_for_what_is_in_the_exercise(bench: Bench) -> None:
    bench.checks(DOUBLE)
    bench.exercise = replace(bench.exercise, checks=bench.exercise.checks[:1])
    assert bench.grade(GOOD).score == 2
