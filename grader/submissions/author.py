"""The sandboxes for known wrong solutions: for each slot, class of work and extra one, kept warm."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from grader.catalog.models import Exercise
from grader.extras import image_of
from grader.present import settle
from grader.settings import Settings
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.docker_config import DockerConfig
from sandbox.host.opening import Config, LocalConfig

log = logging.getLogger(__name__)

#: What runs there is the course's own code, each time in a fresh process, so nothing wears out.
_USES = 2**31
#: What decides whether two jobs can have the same one.
_Key = tuple[bool, tuple[str, ...], int]


def author_config(exercise: Exercise | None, settings: Settings, *, batch: bool) -> Config:
    """The sandbox for the known wrong solutions of an exercise, or of any that requires nothing.

    They are our own code: they need no container of their own, but keep the inner walls all the same. What
    they import they need, too.

    :raises NeedsExtra: this machine does not have what the exercise requires.
    """
    if exercise is None or not exercise.requires:
        return LocalConfig(warm=True, batch=batch)
    if settle(exercise, "local", settings) == "local":
        return LocalConfig(warm=True, batch=batch, extras=exercise.requires)
    return DockerConfig(
        image=image_of(exercise, settings),
        memory_mb=exercise.limits.memory_mb,
        batch=batch,
        runtime=settings.runtime,
        extras=exercise.requires,
    )


class Author:
    """Lends a sandbox to one job at a time; starting one takes seconds.

    :param open_: starts a sandbox; its argument says whether it is for batch work, and gives way to others.
    :param open_for: starts one for an exercise that requires extras.
    """

    def __init__(
        self,
        open_: Callable[[bool], GuestSandbox],
        open_for: Callable[[Exercise, bool], GuestSandbox] | None = None,
    ) -> None:
        self._open = open_
        self._open_for = open_for
        self._ready: dict[_Key, GuestSandbox] = {}

    def warm(self) -> None:
        """Have one ready before the first job; a failure is logged and shows again at the first job."""
        try:
            self._ready[_key(False, None)] = self._answering(False, None)
        except SandboxError as error:
            log.warning("the sandbox for known wrong solutions did not start: %s", error)

    @contextmanager
    def lent(self, batch: bool = False, exercise: Exercise | None = None) -> Iterator[GuestSandbox]:
        """The sandbox, for one job. After an exception nobody knows its state, so it is replaced.

        :raises SandboxError: it could not be started.
        :raises NeedsExtra: this machine does not have what the exercise requires.
        """
        sandbox = self._answering(batch, exercise)
        try:
            yield sandbox
        except BaseException:
            sandbox.close()
            raise
        self._ready[_key(batch, exercise)] = sandbox

    def close(self) -> None:
        """End the sandboxes that are ready; may be called twice."""
        while self._ready:
            self._ready.popitem()[1].close()

    def _answering(self, batch: bool, exercise: Exercise | None) -> GuestSandbox:
        ready = self._ready.pop(_key(batch, exercise), None)
        if ready is not None:
            try:
                ready.ping()
                return ready
            except SandboxError as error:
                log.warning("the sandbox for known wrong solutions is started again: %s", error)
                ready.close()
        if exercise is not None and exercise.requires and self._open_for is not None:
            opened = self._open_for(exercise, batch)
        else:
            opened = self._open(batch)
        opened.uses_left = _USES
        return opened


def _key(batch: bool, exercise: Exercise | None) -> _Key:
    if exercise is None or not exercise.requires:
        return batch, (), 0
    return batch, exercise.requires, exercise.limits.memory_mb
