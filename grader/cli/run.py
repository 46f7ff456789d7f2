"""One grading from the command line: read the files, open the sandboxes, judge, with progress on stderr."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from grader.catalog.drawing import draw_for_law
from grader.catalog.models import Exercise
from grader.cli import grading
from grader.cli.console import progress
from grader.errors import Rejected
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.events import CheckStarted, Diagnosing, Event, Loading
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.settings import settings
from sandbox.host.base import Sandbox


def run_checks(
    exercise: Exercise, paths: list[Path], *, sandbox: str, seed: int, include_hidden: bool, draw: str = ""
) -> Report:
    """Grade the files; what the intake refuses becomes a report with verdict `rejected`.

    :param draw: which items of a pool are asked; the seed decides where it is empty.

    :raises InfrastructureError: no sandbox could be started.
    """
    from grader.judge.run import grade
    from grader.judge.ungraded import rejected

    limit = settings().max_upload_mb * 2**20
    try:
        program = read_upload(grading.uploaded(paths), exercise, limit)
    except Rejected as refusal:
        return rejected(exercise, refusal, seed)
    job = GradingJob(exercise=exercise, program=program, seed=seed, include_hidden=include_hidden, draw=draw)
    with ExitStack() as stack:
        shown = stack.enter_context(progress("Starting the sandbox …"))
        # Known wrong solutions are the instructor's own code; a bundle has none, so none is started.
        kinds = [sandbox, "local"] if include_hidden else [sandbox]
        student, *author = stack.enter_context(grading.open_sandboxes(kinds, exercise))
        return grade(job, student, author[0] if author else None, _shower(exercise, shown.say))


def grade_path(
    exercise: Exercise, path: Path, seed: int, student: Sandbox, author: Sandbox, threads: int = 1
) -> Report:
    """Grade one file of the catalogue as if it had been uploaded under the exercise's own file name."""
    from grader.judge.run import grade

    upload = [UploadedFile(exercise.entry, path.read_bytes())]
    program = read_upload(upload, exercise, settings().max_upload_mb * 2**20)
    draw = draw_for_law(exercise, path, seed)
    job = GradingJob(exercise=exercise, program=program, seed=seed, threads=threads, draw=draw)
    return grade(job, student, author)


def _shower(exercise: Exercise, say: Callable[[str], None]) -> Callable[[Event], None]:
    titles = {check.id: check.title for check in exercise.checks}

    def show(event: Event) -> None:
        if isinstance(event, Loading):
            say("Loading your file …")
        elif isinstance(event, CheckStarted):
            say(f"{titles.get(event.id, event.id)} …")
        elif isinstance(event, Diagnosing):
            say("Comparing with known misconceptions …")

    return show
