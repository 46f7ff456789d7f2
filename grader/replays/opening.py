"""Grading in a sandbox of this machine that is as near to the first one as there is."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

from grader.catalog.models import Exercise
from grader.errors import InfrastructureError
from grader.extras import image_of
from grader.judge.events import OnEvent
from grader.judge.isolated import Judge
from grader.judge.job import GradingJob
from grader.judge.report import Provenance, Report
from grader.present import settle
from grader.settings import Settings
from sandbox.host.base import SandboxError
from sandbox.host.choose import open_sandbox, resolve
from sandbox.host.connection import GuestSandbox

_STEP = "`grader doctor` says what is missing."


class Grader:
    """A judge and sandboxes, each for one grading, as a worker uses them. Close it in the end."""

    def __init__(self, kind: str, settings: Settings) -> None:
        """Nothing is started yet.

        :param kind: `docker`, `local`, or `auto`: the kind the report was made in, where it is to be had.
        :param settings: name the images that are taken where that of the report is not on this machine.
        """
        self._kind = kind
        self._settings = settings
        self._judge = Judge()

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._judge.close()

    def grade(self, job: GradingJob, like: Provenance, on_event: OnEvent) -> Report:
        """See grader.replays.running.Grade.

        :raises InfrastructureError: no sandbox could be started, or it failed.
        :raises NeedsExtra: the exercise needs an image that is not here.
        """
        with ExitStack() as stack:
            try:
                student = self._open(stack, *self._like(like, job.exercise), job.exercise)
                author = (
                    self._open(stack, *self._author(job.exercise), job.exercise)
                    if job.include_hidden
                    else None
                )
            except SandboxError as error:
                raise InfrastructureError(str(error), _STEP) from error
            report = self._judge.grade(job, student, author, on_event)
        if report.verdict == "infra_error" and all(check.status != "error" for check in report.checks):
            raise InfrastructureError("The sandbox failed while it was graded.", "Try again.")
        return report

    def _open(self, stack: ExitStack, kind: str, image: str, gpu: str, exercise: Exercise) -> GuestSandbox:
        sandbox = open_sandbox(kind, image, exercise.limits.memory_mb, gpu, exercise.requires)
        stack.callback(sandbox.close)
        return sandbox

    def _like(self, like: Provenance, exercise: Exercise) -> tuple[str, str, str]:
        """Kind, image and GPU for a sandbox like that of the report."""
        with_gpu = like.device not in ("", "cpu")
        image = like.image if _is_here(like.image) else self._image(exercise, with_gpu)
        kind = self._kind
        if exercise.requires:
            kind = settle(exercise, "local" if like.image == "local" else kind, self._settings)
        elif kind == "auto":
            kind = "local" if like.image in ("", "local") else resolve("auto", image)
        return kind, image, exercise.gpu if with_gpu else "none"

    def _image(self, exercise: Exercise, with_gpu: bool) -> str:
        if exercise.requires:
            return image_of(exercise, self._settings)
        return self._settings.gpu_image if with_gpu else self._settings.image

    def _author(self, exercise: Exercise) -> tuple[str, str, str]:
        """The same for known wrong solutions, which need no container but what the exercise requires."""
        kind = settle(exercise, "local", self._settings) if exercise.requires else "local"
        return kind, image_of(exercise, self._settings), "none"


def _is_here(image: str) -> bool:
    """Whether the engine of this machine has the very image."""
    if not image.startswith("sha256:"):
        return False
    try:
        from sandbox.host.docker import docker_available, image_state
    except ImportError:
        # A student's installation has no Docker client.
        return False
    return not docker_available() and "not built" not in image_state(image)
