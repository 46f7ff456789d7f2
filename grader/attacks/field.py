"""Where attacks are run: a judge, a sandbox to attack, a neighbour beside it, and what is weaker, at need."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from grader.attacks import hoststate
from grader.attacks.bait import Bait, laid_out
from grader.attacks.exercise import write_exercises
from grader.attacks.models import Kind
from grader.attacks.neighbour import Neighbour
from grader.attacks.seat import Seat
from grader.catalog.models import Exercise
from grader.judge.isolated import Judge
from sandbox.host.connection import GuestSandbox
from sandbox.host.docker_config import DockerConfig
from sandbox.host.local import open_local
from sandbox.host.opening import Config, open_config

Opener = Callable[[], GuestSandbox]


@dataclass
class Field:
    """All that an attack needs. Made by `opened`; attacks are run on it one after the other."""

    #: What a submission gets in this deployment.
    config: Config
    bait: Bait
    #: Everything of ours is made in here, so that what is left behind shows.
    private: Path
    exercises: dict[str, Exercise]
    judge: Judge = field(default_factory=lambda: Judge(deadline_s=300.0))
    seats: dict[str, Seat] = field(default_factory=dict)
    neighbour: Neighbour | None = None
    #: What was there when all was closed and had not been there before; known when the block has ended.
    left: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """Which of the two sandboxes is attacked."""
        return "docker" if isinstance(self.config, DockerConfig) else "local"

    def seat(self, name: str) -> Seat:
        """A sandbox by its name: see `_openers`. Opened at its first use, closed with the field."""
        if name not in self.seats:
            self.seats[name] = Seat(self._openers()[name])
        return self.seats[name]

    def look(self) -> hoststate.HostState:
        """The host now, with every sandbox that is open at rest."""
        for seat in self.seats.values():
            seat.rest()
        return hoststate.look(self.private, self.bait.digest())

    def close(self) -> None:
        """End every sandbox and the judge."""
        for seat in self.seats.values():
            seat.close()
        self.judge.close()

    def _openers(self) -> dict[str, Opener]:
        """Sandboxes as they are, and with walls taken away."""
        as_deployed = partial(open_config, self.config)
        return {
            "attacked": as_deployed,
            "second": as_deployed,
            "neighbour": as_deployed,
            "inspected": as_deployed,
            # A careless grader's home: what makes it weak is inside, so it may have all its walls.
            "careless": open_local,
            "local without walls": partial(open_local, walls=False),
            "second without walls": partial(open_local, walls=False),
            "docker without walls": self._open_weak_container,
            "docker without Landlock": self._open_without_landlock,
        }

    def _open_weak_container(self) -> GuestSandbox:
        from grader.attacks.weakened import open_weak_container

        return open_weak_container(self._image())

    def _open_without_landlock(self) -> GuestSandbox:
        from grader.attacks.weakened import open_container_without_landlock

        return open_container_without_landlock(self._image())

    def _image(self) -> str:
        assert isinstance(self.config, DockerConfig)
        return self.config.image


@contextlib.contextmanager
def opened(config: Config) -> Iterator[Field]:
    """The field, with its neighbour graded once alone. Everything is gone when the block ends.

    :raises SandboxError: a sandbox could not be started.
    :raises InfrastructureError: not even a well-behaved submission can be graded.
    """
    with contextlib.ExitStack() as stack:
        private = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-attacks-")))
        stack.enter_context(_temporary_files_in(private))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bait-")))
        bait = stack.enter_context(laid_out(home))
        catalogue = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="exercises-")))
        here = Field(config, bait, private, write_exercises(catalogue))
        before = hoststate.look(private, bait.digest())
        try:
            yield from _in_use(here)
        finally:
            here.close()
        here.left += before.difference(hoststate.look(private, bait.digest()))


def _in_use(here: Field) -> Iterator[Field]:
    """With the judge started and the neighbour at work."""
    here.judge.start()
    with ThreadPoolExecutor(1, "neighbour") as threads:
        seat, exercise = here.seat("neighbour"), here.exercises["points"]
        here.neighbour = Neighbour(seat, here.judge, exercise, threads)
        yield here


@contextlib.contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
