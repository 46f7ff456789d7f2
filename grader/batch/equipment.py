"""What a batch grades with: sandboxes kept ready, the judge, and sandboxes for known wrong solutions."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from functools import partial
from types import TracebackType
from typing import Literal

from grader.catalog.models import Exercise
from grader.errors import InfrastructureError, UsageError
from grader.extras import gpu_of, image_of
from grader.judge.isolated import Judge
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.present import settle
from grader.settings import Settings
from grader.submissions.author import Author, author_config
from grader.submissions.lending import lent
from grader.submissions.sizing import ready_here
from sandbox.host.base import SandboxError
from sandbox.host.choose import resolve
from sandbox.host.docker_config import DockerConfig
from sandbox.host.opening import Config, LocalConfig
from sandbox.host.pool import Pool

Kind = Literal["docker", "local"]
_DOCTOR = "`grader doctor` says what is missing."


def kind_of(wanted: str, settings: Settings, exercise: Exercise) -> tuple[Kind, str]:
    """The sandbox that is used, and the id of its image (`local` for the local one).

    :raises InfrastructureError: docker is asked for and cannot be had.
    :raises NeedsExtra: the exercise needs an image that is not here.
    :raises UsageError: the exercise needs a GPU that this sandbox has not.
    """
    kind = _kind(wanted, settings, exercise)
    if exercise.gpu == "required" and (kind == "local" or not settings.gpu):
        step = "Use docker on a machine with a GPU, and set GRADER_GPU=1."
        raise UsageError(f"{exercise.id} needs a GPU.", step)
    if kind == "local":
        return kind, "local"
    try:
        return kind, _image_id(image_of(exercise, settings))
    except SandboxError as error:
        raise InfrastructureError(f"Docker cannot be used: {error}.", _DOCTOR) from error


def _kind(wanted: str, settings: Settings, exercise: Exercise) -> Kind:
    if exercise.requires:
        return settle(exercise, wanted, settings)
    return "docker" if resolve(wanted, settings.image) == "docker" else "local"


def _image_id(tag: str) -> str:
    from docker.errors import ImageNotFound

    from sandbox.host.docker import ENGINE_ERRORS, connect, short

    try:
        with closing(connect()) as api:
            return str(api.inspect_image(tag)["Id"])
    except ImageNotFound:
        raise SandboxError(f"{tag} is not built yet; `grader image` builds it") from None
    except ENGINE_ERRORS as error:
        raise SandboxError(f"the engine does not answer ({short(error)})") from error


class Equipment:
    """Opened once for a batch; `close` leaves no sandbox and no process behind. Safe to use from threads."""

    def __init__(self, exercise: Exercise, settings: Settings, kind: Kind, jobs: int, max_uses: int) -> None:
        """Starts the judge, and begins to start sandboxes.

        :param jobs: how many submissions are graded at the same time.
        :param max_uses: how many of them one sandbox may see.
        :raises InfrastructureError: the judge did not start, or Docker does not answer.
        """
        self._config = _config(exercise, settings, kind, max_uses)
        self._author_config = partial(author_config, exercise, settings)
        self._own = threading.local()
        self._open = ExitStack()
        if kind == "docker":
            _sweep()
        self._pool = self._open.enter_context(Pool(min(jobs, ready_here(settings.ready))))
        self._pool.warm(self._config)
        self._authors = self._open.enter_context(Pool(ready=0))
        self._judge = Judge()
        self._open.callback(self._judge.close)
        try:
            self._judge.start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Equipment:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the judge and every sandbox; what is being graded ends with them. May be called twice."""
        self._judge.close()
        self._open.close()

    def grade(self, job: GradingJob) -> Report:
        """One grading, from a ready sandbox to a report.

        :raises SandboxError, InfrastructureError: a fault of ours.
        """
        with (
            lent(self._pool.take(self._config), self._pool.give_back) as loan,
            self._author().lent(True) as author,
        ):
            return self._judge.grade(job, loan.sandbox, author, batch=True)

    def _author(self) -> Author:
        """The sandbox for known wrong solutions of this thread."""
        if not hasattr(self._own, "author"):
            author = Author(lambda batch: self._authors.take(self._author_config(batch=batch)))
            self._open.callback(author.close)
            self._own.author = author
        found: Author = self._own.author
        return found


def _config(exercise: Exercise, settings: Settings, kind: Kind, max_uses: int) -> Config:
    if kind == "local":
        return LocalConfig(max_uses=max_uses, batch=True, extras=exercise.requires)
    return DockerConfig(
        image=image_of(exercise, settings),
        memory_mb=exercise.limits.memory_mb,
        gpu=gpu_of(exercise, settings),
        max_uses=max_uses,
        batch=True,
        runtime=settings.runtime,
        extras=exercise.requires,
    )


def _sweep() -> None:
    """Remove what a run that was killed has left behind."""
    from sandbox.host.docker import sweep

    try:
        sweep()
    except SandboxError as error:
        raise InfrastructureError(f"Docker cannot be used: {error}.", _DOCTOR) from error
