"""Grade one program: `grade(job, student, author, on_event) -> Report`. The core of the whole project."""

from __future__ import annotations

from grader.catalog.models import Exercise
from grader.errors import Rejected
from grader.judge.events import OnEvent, ignore
from grader.judge.grading import Grading
from grader.judge.job import GradingJob
from grader.judge.provenance import no_sandbox
from grader.judge.report import Problem, Report
from grader.judge.results import plain_result
from sandbox.host.base import Sandbox


def grade(job: GradingJob, student: Sandbox, author: Sandbox | None, on_event: OnEvent = ignore) -> Report:
    """Run the checks of an exercise against a program, in this process.

    :param student: runs the student's files; closed by the caller.
    :param author: runs known wrong solutions for the diagnosis; None leaves the diagnosis away.
    :param on_event: is told what happens as it happens; see grader.judge.events.
    :returns: always a report; a fault of the sandbox or of a check makes its verdict `infra_error`.
    """
    return Grading(job, student, author, on_event).run()


def rejected(exercise: Exercise, refusal: Rejected, seed: int) -> Report:
    """The report of an upload that the intake refused; nothing was run."""
    return Report(
        exercise=exercise.id,
        exercise_version=exercise.version,
        verdict="rejected",
        score=0.0,
        max_score=exercise.max_score,
        checks=tuple(plain_result(check, "not_run") for check in exercise.checks),
        provenance=no_sandbox(seed),
        message=refusal.message,
        problems=(Problem(message=refusal.message, next_step=refusal.next_step),),
    )
