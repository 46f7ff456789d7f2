"""Results and reports of what was not run. Needs no torch, so that the worker can write them itself."""

from __future__ import annotations

from grader.catalog.models import Check, Exercise
from grader.errors import Rejected
from grader.judge.provenance import no_sandbox
from grader.judge.report import ByHand, CheckResult, Details, Problem, Report, Status, Verdict


def plain_result(
    check: Check, status: Status, message: str = "", details: Details | None = None
) -> CheckResult:
    """The result of a check that nothing was asked for."""
    return CheckResult(
        id=check.id,
        title=check.title,
        visibility=check.visibility,
        status=status,
        points=0.0,
        max_points=check.points,
        message=message,
        hint=check.hint if status == "failed" else "",
        details=details,
    )


def by_hand(exercise: Exercise) -> ByHand | None:
    """What an instructor gives beside the checks, as reports say it."""
    manual = exercise.manual
    return ByHand(points=manual.points, what=manual.what) if manual is not None else None


def rejected(exercise: Exercise, refusal: Rejected, seed: int) -> Report:
    """The report of an upload that the intake refused."""
    problem = Problem(message=refusal.message, next_step=refusal.next_step)
    return ungraded(exercise.id, exercise, "rejected", refusal.message, seed, (problem,))


def ungraded(
    exercise_id: str,
    exercise: Exercise | None,
    verdict: Verdict,
    message: str,
    seed: int,
    problems: tuple[Problem, ...] = (),
) -> Report:
    """A report in which no check has run.

    :param exercise: None where the catalogue does not have it, or has it broken.
    """
    return Report(
        exercise=exercise_id,
        exercise_version=exercise.version if exercise else "",
        verdict=verdict,
        score=0.0,
        max_score=exercise.max_score if exercise else 0.0,
        manual=by_hand(exercise) if exercise else None,
        checks=tuple(plain_result(check, "not_run") for check in exercise.checks) if exercise else (),
        provenance=no_sandbox(seed),
        message=message,
        problems=problems,
    )
