"""What the thorough law grades with: one warm judge, and two warm guests for each grading at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType

from grader.catalog.drawing import draw_for_law
from grader.catalog.law_tasks import Graded, GradedCheck, Task
from grader.catalog.models import Exercise
from grader.errors import InfrastructureError, Rejected
from grader.extras import NeedsExtra
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.isolated import Judge
from grader.judge.job import GradingJob
from grader.judge.report import CheckResult, Report
from grader.judge.sentences import SAFE
from grader.judge.ungraded import rejected
from grader.present import settle
from grader.settings import settings
from grader.submissions.author import Author, author_config
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.opening import LocalConfig, open_config

#: A fault of ours is tried so often again before it ends the run.
_AGAIN = 2
#: Enough of a message to see what is meant.
_SAID = 240


class Lanes:
    """Grades tasks in local sandboxes, as many at a time as are asked for. Safe to use from threads.

    What an exercise requires beyond them is in an image, and its tasks are then graded in containers.

    Every file is the catalogue's own, so a guest forks for one after the other and is never thrown away.
    """

    def __init__(self) -> None:
        """Starts the judge; sandboxes start when they are needed.

        :raises InfrastructureError: the judge did not start.
        """
        #: Pairs of guests that nobody uses: for students' files, and for known wrong solutions.
        self._idle: list[tuple[Author, Author]] = []
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._judge = Judge()
        self._open.callback(self._judge.close)
        self._judge.start()

    def __enter__(self) -> Lanes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def grade(self, task: Task) -> Graded:
        """Grade one task. A fault of ours is tried again, because nothing is known about the file by it.

        :raises InfrastructureError: it came again and again.
        """
        for left in reversed(range(_AGAIN + 1)):
            try:
                report = self._report(task)
            except (SandboxError, InfrastructureError) as error:
                if not left:
                    raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
                continue
            if report.verdict != "infra_error" or any(one.status == "error" for one in report.checks):
                break
        return _kept(report)

    def _report(self, task: Task) -> Report:
        limit = settings().max_upload_mb * 2**20
        try:
            program = read_upload([UploadedFile(task.exercise.entry, task.source)], task.exercise, limit)
        except Rejected as refusal:
            return rejected(task.exercise, refusal, task.seed)
        draw = draw_for_law(task.exercise, task.path, task.seed)
        job = GradingJob(task.exercise, program, task.seed, threads=task.threads, draw=draw)
        with self._pair() as (ours, theirs), ours.lent(exercise=task.exercise) as student:
            if not task.diagnose:
                return self._judge.grade(job, student, None)
            with theirs.lent(exercise=task.exercise) as author:
                return self._judge.grade(job, student, author)

    @contextmanager
    def _pair(self) -> Iterator[tuple[Author, Author]]:
        """Two guests that nobody else uses meanwhile."""
        with self._lock:
            pair = self._idle.pop() if self._idle else self._opened()
        try:
            yield pair
        finally:
            with self._lock:
                self._idle.append(pair)

    def _opened(self) -> tuple[Author, Author]:
        """They start when they are first lent."""
        pair = Author(_open, _open_for), Author(_open, _open_for)
        for side in pair:
            self._open.callback(side.close)
        return pair


def _open(batch: bool) -> GuestSandbox:
    return open_config(LocalConfig(warm=True, batch=batch))


def _open_for(exercise: Exercise, batch: bool) -> GuestSandbox:
    return open_config(author_config(exercise, settings(), batch=batch))


def missing_for(exercise: Exercise) -> str:
    """Why this exercise cannot be graded here; empty where it can."""
    try:
        settle(exercise, "local", settings())
    except NeedsExtra as lacking:
        return str(lacking)
    return "it needs a GPU" if exercise.gpu == "required" else ""


def _kept(report: Report) -> Graded:
    return Graded(
        verdict=report.verdict,
        score=report.score,
        max_score=report.max_score,
        message=report.message[:_SAID],
        checks=tuple(_kept_check(check) for check in report.checks),
        wall_s=report.provenance.durations.get("total", 0.0),
        cpu_s=round(sum(check.cpu_s for check in report.checks), 4),
    )


def _kept_check(check: CheckResult) -> GradedCheck:
    return GradedCheck(
        id=check.id,
        visibility=check.visibility,
        status=check.status,
        points=check.points,
        max_points=check.max_points,
        message=check.message[:_SAID],
        misconception=check.misconception,
        cpu_s=round(check.cpu_s, 4),
        crashed=_crashed(check),
    )


def _crashed(check: CheckResult) -> bool:
    """Whether the student's code gave no answer. The details of hidden checks tell of other failures, too."""
    if check.visibility == "hidden":
        return check.message in SAFE.values()
    return check.details is not None and bool(check.details.exception)
