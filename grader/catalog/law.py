"""The law of the catalogue, behind `grader exercise check`.

Form rules read files alone (law_form). Running rules grade the stub, the reference, every alternative and
every wrong solution (law_running); how a file is graded is handed in, because the catalogue knows no judge.
The thorough law plans many more gradings (law_plan), which the caller runs, and judges them (law_thorough).
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.catalog.law_form import check_form
from grader.catalog.law_models import Figures, Finding, GradeFile, LawResult, ReportLike
from grader.catalog.law_running import check_running
from grader.catalog.law_thorough import judge
from grader.catalog.models import Exercise

__all__ = [
    "Figures",
    "Finding",
    "GradeFile",
    "LawResult",
    "ReportLike",
    "check",
    "check_form",
    "check_running",
    "judge",
]

#: Seeds of the quick law; the full one takes as many as its caller likes.
QUICK = (0,)


def check(
    exercise: Exercise, known: frozenset[str], grade: GradeFile | None = None, seeds: Sequence[int] = QUICK
) -> LawResult:
    """Hold one exercise against the law.

    :param known: ids of all exercises of the catalogue.
    :param grade: grades one file with public and hidden checks; without it the running rules are left out.
    :raises SandboxError: whatever `grade` raises; a broken exercise is a finding, never an exception.
    """
    findings = tuple(check_form(exercise, known))
    if grade is None:
        return LawResult(findings, ())
    ran = check_running(exercise, grade, seeds)
    return LawResult(findings + ran.findings, ran.figures)
