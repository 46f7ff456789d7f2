"""The pool, with real local sandboxes where one is used and a failing start where that is the point."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local
from sandbox.host.opening import Config, LocalConfig
from sandbox.host.pool import Pool
from sandbox.program import Cell, Limits, Program, SourceFile

PROGRAM = Program("a.py", (SourceFile("a.py", (Cell(0, "answer = 42"),)),))


class Starts:
    """Starts real sandboxes and remembers by which thread; fails as long as it is told to."""

    def __init__(self) -> None:
        self.threads: list[str] = []
        self.failing = False
        self.made: list[GuestSandbox] = []

    def __call__(self, config: Config) -> GuestSandbox:
        self.threads.append(threading.current_thread().name)
        if self.failing:
            raise SandboxError("the engine is on strike")
        self.made.append(open_local(walls=isinstance(config, LocalConfig) and config.walls))
        return self.made[-1]


@pytest.fixture
def starts() -> Starts:
    return Starts()


@pytest.fixture
def pool(starts: Starts) -> Iterator[Pool]:
    with Pool(ready=1, open_=starts) as pool:
        yield pool


def wait_for_starts(starts: Starts, count: int) -> None:
    deadline = time.monotonic() + 120
    while len(starts.made) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(starts.made) == count


def test_one_is_ready_before_it_is_asked_for_and_the_next_is_started(pool: Pool, starts: Starts) -> None:
    pool.warm(LocalConfig())
    wait_for_starts(starts, 1)
    first = pool.take(LocalConfig())
    assert first.spawn(PROGRAM, Limits(), seed=1).names == ("answer",)
    pool.give_back(first)
    wait_for_starts(starts, 2)
    second = pool.take(LocalConfig())
    assert second is not first
    assert not first.alive
    second.close()
    assert set(starts.threads) == {"sandbox-pool"}


def test_one_that_died_while_it_waited_is_not_handed_out(pool: Pool, starts: Starts) -> None:
    pool.warm(LocalConfig())
    wait_for_starts(starts, 1)
    starts.made[0].close()
    taken = pool.take(LocalConfig())
    assert taken is not starts.made[0]
    taken.close()


def test_a_start_that_fails_is_told_and_tried_again(pool: Pool, starts: Starts) -> None:
    starts.failing = True
    with pytest.raises(SandboxError, match="on strike"):
        pool.take(LocalConfig())
    with pytest.raises(SandboxError, match="on strike"):
        pool.take(LocalConfig())
    starts.failing = False
    pool.take(LocalConfig()).close()


def test_failures_are_not_repeated_without_pause(
    pool: Pool, starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.host.pool.RETRY_S", 30.0)
    starts.failing = True
    pool.warm(LocalConfig())
    deadline = time.monotonic() + 60
    while not starts.threads and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.5)  # Time for a thousand more.
    assert len(starts.threads) == 1


def test_closing_ends_those_that_are_ready_and_those_who_wait(starts: Starts) -> None:
    pool = Pool(ready=1, open_=starts)
    pool.warm(LocalConfig())
    wait_for_starts(starts, 1)
    pool.close()
    pool.close()
    with pytest.raises(SandboxError, match="closed"):
        starts.made[0].output()
    with pytest.raises(SandboxError, match="shut down"):
        pool.take(LocalConfig())
