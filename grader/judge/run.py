"""Grade one program: `grade(job, student, author, on_event) -> Report`. The core of the whole project."""

from __future__ import annotations

from grader.judge.events import OnEvent, ignore
from grader.judge.grading import Grading
from grader.judge.job import GradingJob
from grader.judge.report import Report
from sandbox.host.base import Sandbox


def grade(job: GradingJob, student: Sandbox, author: Sandbox | None, on_event: OnEvent = ignore) -> Report:
    """Run the checks of an exercise against a program, in this process.

    :param student: runs the student's files; closed by the caller.
    :param author: runs known wrong solutions for the diagnosis; None leaves the diagnosis away.
    :param on_event: is told what happens as it happens; see grader.judge.events.
    :returns: always a report; a fault of the sandbox or of a check makes its verdict `infra_error`.
    """
    return Grading(job, student, author, on_event).run()
