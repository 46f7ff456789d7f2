"""What all slots of a worker share: the kind of sandbox, the sandboxes kept ready, and the judge."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import ExitStack
from types import TracebackType

from grader.catalog.models import Exercise
from grader.errors import InfrastructureError
from grader.extras import gpu_of, image_of
from grader.jobs.models import Pool as JobPool
from grader.judge.isolated import Judge
from grader.present import missing, needs
from grader.settings import Settings
from grader.submissions.author import Author, author_config
from grader.submissions.isolation import Isolation
from grader.submissions.sandboxes import Kind, choose
from grader.submissions.services import pool_of
from grader.submissions.sizing import cores, default_slots, ready_here
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.docker_config import DockerConfig
from sandbox.host.opening import Config, LocalConfig
from sandbox.host.pool import KINDS, Pool
from sandbox.program import EXTRAS

log = logging.getLogger(__name__)


class Equipment:
    """Opened once by a worker; `close` leaves no sandbox and no process behind.

    :raises UsageError, InfrastructureError: there is no sandbox that may be used.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.kind: Kind = choose(settings)
        #: How many submissions are graded at once: by default one more than there are cores, and beside them
        #: the slots that are kept for what students wait for, because batch work gives way to it.
        self.slots = settings.slots or default_slots(cores())
        #: What can be graded here. One list for all slots, to which `look` adds.
        self.pools: list[JobPool] = ["cpu", "gpu"] if settings.gpu else ["cpu"]
        self.look()
        self._open = ExitStack()
        if self.kind == "docker":
            _sweep()
        self._pool = self._open.enter_context(Pool(ready_here(settings.ready)))
        container = DockerConfig(image=settings.image, runtime=settings.runtime)
        self._pool.warm(LocalConfig() if self.kind == "local" else container)
        # Keeps none of its own: each is started for the slot that asks.
        self._authors = self._open.enter_context(Pool(ready=0))
        self.judge = Judge()
        self._open.callback(self.judge.close)
        self._start_judge()

    def __enter__(self) -> Equipment:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the judge and every sandbox that is ready; may be called twice."""
        self._open.close()

    def take_student(self, exercise: Exercise, isolation: Isolation) -> GuestSandbox:
        """A ready sandbox for one submission to this exercise; the caller gives it back or closes it.

        :raises SandboxError: none could be started; says why.
        :raises NeedsExtra: this machine does not have what the exercise requires.
        """
        for extra in exercise.requires if isolation.image is None else ():
            if reason := missing(extra, self.kind, self._settings):
                raise needs(exercise, reason)
        return self._pool.take(self._config(exercise, isolation))

    def give_back(self, sandbox: GuestSandbox) -> None:
        """Take back a student's sandbox: destroyed, or kept for another submission where that is allowed."""
        self._pool.give_back(sandbox)

    def look(self) -> None:
        """See which extras are here by now: an image may be built while the worker runs."""
        for extra in EXTRAS:
            if extra not in self.pools and not missing(extra, self.kind, self._settings):
                self.pools.append(extra)

    def prepare(self, exercises: Iterable[Exercise]) -> None:
        """Begin to keep sandboxes ready for what will be handed in soon; the most urgent exercise first."""
        wanted = [exercise for exercise in exercises if pool_of(exercise) in self.pools]
        # The last that is named is the last to be let go.
        for exercise in reversed(wanted[:KINDS]):
            self._pool.warm(self._config(exercise, Isolation(1, "interactive")))

    def new_author(self) -> Author:
        """The sandbox for known wrong solutions of one slot; it is started when it is first needed."""

        def open_for(exercise: Exercise | None, batch: bool) -> GuestSandbox:
            return self._authors.take(author_config(exercise, self._settings, batch=batch))

        author = Author(lambda batch: open_for(None, batch), open_for)
        self._open.callback(author.close)
        return author

    def _start_judge(self) -> None:
        try:
            self.judge.start()
        except InfrastructureError:
            self.close()
            raise

    def _config(self, exercise: Exercise, isolation: Isolation) -> Config:
        uses, batch = isolation.max_uses, isolation.klass == "batch"
        if self.kind == "local":
            if exercise.gpu == "required":
                raise SandboxError("this exercise needs a GPU, which only the docker sandbox can give")
            if isolation.image is not None:
                raise SandboxError(f"the image {isolation.image} needs the docker sandbox")
            return LocalConfig(max_uses=uses, batch=batch, extras=exercise.requires)
        return DockerConfig(
            image=isolation.image or image_of(exercise, self._settings),
            memory_mb=exercise.limits.memory_mb,
            gpu=gpu_of(exercise, self._settings),
            max_uses=uses,
            batch=batch,
            runtime=self._settings.runtime,
            extras=exercise.requires,
        )


def _sweep() -> None:
    """Remove what a worker that was killed has left behind."""
    from sandbox.host.docker import sweep

    try:
        count = sweep()
    except SandboxError as error:
        raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
    if count:
        log.warning("%d containers of workers that have ended were removed", count)
