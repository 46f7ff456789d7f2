"""A report says with what it was made, and one that is older than a field is still read."""

from __future__ import annotations

import json
import platform
from dataclasses import replace
from typing import Any

import numpy
import pytest
import torch

from grader.errors import UsageError
from grader.judge.codec import decode_job, encode_job
from grader.judge.job import GradingJob
from grader.judge.provenance import of_seeds, with_parts
from grader.judge.report import Part, Provenance, Report
from grader.judge.run import grade
from grader.judge.views import for_student
from sandbox.program import MAX_THREADS, Program

CHECK = '''
@pytest.mark.points(1)
def test_threads(student):
    """It computes with so many threads."""
    assert student.f() == {threads}, "another number"
'''
HIDDEN = '''
@pytest.mark.points(1)
@pytest.mark.needs("threads")
def test_late(student):
    """It comes after the first."""
'''
GOOD = "import torch\ndef f():\n    return torch.get_num_threads()\n"
WRONG = {"one-more": "import torch\ndef f():\n    return torch.get_num_threads() + 1\n"}
REFERENCE = "import torch\ndef f():\n    return torch.get_num_threads() + 5\n"

#: What this program stored before threads, libraries and parts were in a report.
OLD = """
{"format": 1, "exercise": "t-softmax-ce", "exercise_version": "9f2c", "verdict": "graded", "score": 1.0,
 "max_score": 1.0, "checks": [{"id": "a", "title": "It is right", "visibility": "public", "status": "passed",
  "points": 1.0, "max_points": 1.0, "message": "", "hint": "", "misconception": null, "diagnosis": "",
  "details": {"call": "", "comparison": null, "exception": "", "traceback": [], "stdout": "", "figures": [],
  "author_traceback": ""}, "cpu_s": 0.0, "wall_s": 0.0}],
 "provenance": {"seed": 7, "image": "sha256:1", "torch": "2.13.0", "python": "3.11.7", "device": "cpu",
  "grader": "0.1.0", "durations": {"total": 1.2}, "walls": {"calls": "up"}},
 "message": "", "problems": [], "limit_reached": false}
"""


def made(seed: int = 1, **more: Any) -> Provenance:
    return Provenance(seed=seed, image="i", torch="2", python="3", device="cpu", grader="0", **more)


def test_the_libraries_of_both_sides_are_named(bench: Any) -> None:
    found = bench.checks(CHECK.format(threads=1)).grade(GOOD).provenance
    # The local sandbox is of the same installation as the judge.
    assert found.libraries["numpy"] == found.judge["numpy"] == numpy.__version__
    assert found.libraries["torch"] == found.torch == found.judge["torch"] == torch.__version__
    assert found.judge["python"] == platform.python_version()
    assert found.machine.startswith(platform.machine())
    assert (found.threads, found.checks, found.exercise_version) == (1, None, bench.exercise.version)


def test_several_threads_are_the_students_and_those_of_known_solutions(bench: Any) -> None:
    bench.checks(CHECK.format(threads=3)).reference(REFERENCE).wrong(WRONG)
    job = GradingJob(bench.exercise, _program(GOOD), seed=3, threads=3)
    report = grade(job, bench.student, bench.author)
    assert (report.score, report.provenance.threads) == (1.0, 3)
    # The wrong solution answers 4 with three threads, and so did this one.
    job = replace(job, program=_program(WRONG["one-more"]))
    (check,) = grade(job, bench.student, bench.author).checks
    assert (check.status, check.misconception) == ("failed", "one-more")
    # The next grading in the same sandbox has one again.
    assert bench.grade(GOOD).score == 0.0


def _program(source: str) -> Program:
    from sandbox.program import Cell, SourceFile

    return Program("answer.py", (SourceFile("answer.py", (Cell(0, source),)),))


@pytest.mark.parametrize("threads", [0, -1, MAX_THREADS + 1])
def test_a_number_of_threads_that_makes_no_sense_is_refused(threads: int, bench: Any) -> None:
    with pytest.raises(UsageError, match="threads"):
        GradingJob(bench.exercise, _program(GOOD), seed=1, threads=threads)


def test_a_job_keeps_its_threads_and_checks_on_the_way_to_the_judge(bench: Any) -> None:
    exercise = bench.checks(CHECK).exercise
    for checks in (None, frozenset[str](), frozenset({"threads"})):
        job = GradingJob(exercise, _program(GOOD), seed=1, threads=5, checks=checks)
        sent = decode_job(encode_job(job))
        assert (sent.threads, sent.checks) == (5, checks)


def test_only_chosen_checks_are_run(bench: Any) -> None:
    more = CHECK.format(threads=1).replace("_threads(", "_more(")
    bench.checks(CHECK.format(threads=1) + more, HIDDEN)
    job = GradingJob(bench.exercise, _program(GOOD), seed=1, checks=frozenset({"more", "late"}))
    report = grade(job, bench.student, bench.author)
    assert {check.id: check.status for check in report.checks} == {
        "threads": "not_run",
        "more": "passed",
        "late": "passed",
    }
    assert (report.score, report.max_score) == (2.0, 3.0)
    assert report.provenance.checks == ("late", "more")


def test_a_report_from_before_is_still_read() -> None:
    report = Report.model_validate(json.loads(OLD))
    assert (report.provenance.threads, report.provenance.libraries) == (1, {})
    assert (report.provenance.exercise_version, report.provenance.parts) == ("", ())
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_results_of_an_earlier_grading_keep_its_provenance() -> None:
    first, second, third = made(1, exercise_version="v1"), made(2), made(3)
    merged = with_parts(second, first, {"a", "b"})
    assert merged == made(2, parts=(Part(checks=("a", "b"), provenance=first),))
    # Of the merged report `c` alone came from the second grading, and `b` is run a third time.
    again = with_parts(third, merged, {"a", "c"})
    assert again.parts == (Part(checks=("c",), provenance=second), Part(checks=("a",), provenance=first))
    # All of them anew: nothing of the earlier ones is left.
    assert with_parts(third, again, set()) == third


def test_several_seeds_are_all_named() -> None:
    assert of_seeds(made(4), (4, 5, 6)) == made(4, seeds=(4, 5, 6))


def test_a_student_does_not_see_how_long_hidden_checks_took_in_a_part(bench: Any) -> None:
    bench.checks(hidden=CHECK.format(threads=1))
    report = bench.grade(GOOD)
    assert "total" in report.provenance.durations
    parts = with_parts(report.provenance, report.provenance, {"threads"})
    shown = for_student(report.model_copy(update={"provenance": parts})).provenance
    assert set(shown.durations) == set(shown.parts[0].provenance.durations) == {"load"}
