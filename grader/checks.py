"""What the authors of checks import. docs/writing-checks.md explains it with examples that run.

A check is a test function in `test_public.py` or `test_hidden.py`:

    import torch
    from grader.checks import assert_close

    def test_rows_sum_to_one(student, rng):
        'Every row of the result sums to one.'
        x = torch.randn(3, 5, generator=rng)
        assert_close(student.softmax(x).sum(-1), torch.ones(3), message="Your rows do not sum to one.")

Fixtures: `student` (grader.judge.student.Student), `rng` (torch.Generator), `seed` (int), `figures`
(grader.judge.figures.Figures), `reference` (the reference module, hidden checks only); with `[items]` also
`items` (list of grader.catalog.items.Item) and `keys` (hidden checks only). `message` is the
author's sentence: beside title, hint and diagnosis it is all that a student sees of a hidden check.
"""

from __future__ import annotations

from grader.judge.comparison import assert_close, assert_equal, assert_type
from grader.judge.failures import CheckFailed, StudentFault, StudentMistake, fail
from grader.judge.handles import Grad, Handle, Measured
from grader.judge.quiz import Keys, assert_answered, assert_forms, assert_right
from grader.judge.raising import assert_raises
from grader.judge.student import Student

__all__ = [
    "CheckFailed",
    "Grad",
    "Handle",
    "Keys",
    "Measured",
    "Student",
    "StudentFault",
    "StudentMistake",
    "assert_answered",
    "assert_close",
    "assert_equal",
    "assert_forms",
    "assert_raises",
    "assert_right",
    "assert_type",
    "fail",
]
