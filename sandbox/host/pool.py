"""Sandboxes kept ready: each is started before it is needed, used as often as its configuration says (once,
unless it is for batch work), and destroyed.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from weakref import WeakKeyDictionary

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.gpu_turn import wait_for_turn
from sandbox.host.opening import Config, open_config

#: How many kinds of sandbox are kept ready; those that were asked for longest ago are let go.
KINDS = 4
#: Seconds a caller waits for a sandbox before that is a fault of ours.
TAKE_S = 180.0
#: Seconds after one was taken in which no other is started, unless somebody waits: its start would take the
#: processor from the submission that is being graded, which seldom takes longer.
REST_S = 0.5
#: Seconds after it came back in good order in which a sandbox is not asked whether it is still there.
RESET_S = 1.0
#: Seconds between two attempts to start one, after a failure and after several.
RETRY_S, LONGEST_RETRY_S = 1.0, 30.0


@dataclass
class _Shelf:
    """What is ready, and who waits, for one configuration."""

    ready: list[GuestSandbox] = field(default_factory=list)
    #: How many are being started, and how many callers wait for one.
    starting: int = 0
    waiting: int = 0
    error: str = ""
    failures: int = 0
    #: Reading of time.monotonic() before which no new attempt is made.
    not_before: float = 0.0
    #: Reading before which none is started unless somebody waits.
    rest_until: float = 0.0

    def pause_s(self, now: float) -> float:
        """Seconds before the next may be started; 0 when it may be now."""
        wanted = self.coming < self.waiting
        return max(self.not_before - now, 0.0 if wanted else self.rest_until - now, 0.0)

    @property
    def coming(self) -> int:
        """How many are ready or will be."""
        return len(self.ready) + self.starting


class Pool:
    """Keeps `ready` sandboxes of each recent configuration. Safe to use from several threads.

    Sandboxes are started by threads that live until `close`, as many at the same time as there are cores: a
    start is a second of one core's work.
    """

    def __init__(
        self,
        ready: int = 1,
        open_: Callable[[Config], GuestSandbox] = open_config,
        starters: int = 0,
    ) -> None:
        """Nothing is started yet.

        :param starters: how many are started at the same time; 0 means as many as there are cores.
        """
        self._count = ready
        self._open = open_
        self._shelves: OrderedDict[Config, _Shelf] = OrderedDict()
        #: What is in use, and what it is.
        self._lent: WeakKeyDictionary[GuestSandbox, Config] = WeakKeyDictionary()
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._run, name="sandbox-pool", daemon=True)
            for _ in range(starters or os.cpu_count() or 1)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self, config: Config) -> None:
        """Begin to keep sandboxes of this configuration ready; returns at once."""
        with self._changed:
            self._shelf(config)
            self._changed.notify_all()

    def wait_until_ready(self, config: Config, count: int = 1, wait_s: float = TAKE_S) -> bool:
        """Wait until so many sandboxes of this configuration are ready; False when the time is up."""
        deadline = time.monotonic() + wait_s
        with self._changed:
            shelf = self._shelf(config)
            self._changed.notify_all()
            return self._changed.wait_for(
                lambda: self._closed or len(shelf.ready) >= count, deadline - time.monotonic()
            )

    def take(self, config: Config, wait_s: float = TAKE_S) -> GuestSandbox:
        """A sandbox for one submission; the caller gives it back in the end.

        :raises SandboxError: none could be started; says why.
        """
        deadline = time.monotonic() + wait_s
        while True:
            sandbox = self._take(config, deadline)
            wait_for_turn(sandbox, given_up=lambda: self._closed)
            if _answers(sandbox):
                with self._changed:
                    self._lent[sandbox] = config
                return sandbox
            sandbox.close()

    def give_back(self, sandbox: GuestSandbox) -> None:
        """Take back a sandbox: it is destroyed, unless it may see another submission and nothing happened."""
        with self._changed:
            config = self._lent.pop(sandbox, None)
        if config is None or not sandbox.reset() or not self._put_back(config, sandbox):
            sandbox.close()

    def _put_back(self, config: Config, sandbox: GuestSandbox) -> bool:
        with self._changed:
            shelf = self._shelves.get(config)
            if self._closed or shelf is None:
                return False
            # In front, so that one is used up before the next is begun.
            shelf.ready.insert(0, sandbox)
            self._changed.notify_all()
            return True

    def close(self) -> None:
        """End the threads and every sandbox that is ready; may be called twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        with self._changed:
            left = [sandbox for shelf in self._shelves.values() for sandbox in shelf.ready]
            self._shelves.clear()
        for sandbox in left:
            sandbox.close()

    def _shelf(self, config: Config) -> _Shelf:
        shelf = self._shelves.setdefault(config, _Shelf())
        self._shelves.move_to_end(config)
        return shelf

    def _take(self, config: Config, deadline: float) -> GuestSandbox:
        with self._changed:
            shelf = self._shelf(config)
            shelf.error, shelf.not_before = "", 0.0
            shelf.waiting += 1
            self._changed.notify_all()
            try:
                self._changed.wait_for(
                    lambda: self._closed or shelf.ready or shelf.error, deadline - time.monotonic()
                )
                if shelf.ready and not self._closed:
                    shelf.rest_until = time.monotonic() + REST_S
                    return shelf.ready.pop(0)
                raise SandboxError(self._why(shelf))
            finally:
                shelf.waiting -= 1
                # One was taken, so the next is started soon and not when somebody asks.
                self._changed.notify_all()

    def _why(self, shelf: _Shelf) -> str:
        if self._closed:
            return "the sandboxes are being shut down"
        return shelf.error or "no sandbox became ready in time"

    def _run(self) -> None:
        while (work := self._next()) is not None:
            config, extra = work
            for sandbox in extra:
                sandbox.close()
            if config is not None:
                self._start(config)

    def _next(self) -> tuple[Config | None, list[GuestSandbox]] | None:
        """What to start and what to let go; None when the pool is closed."""
        with self._changed:
            while not self._closed:
                extra = self._evicted()
                config, pause_s = self._missing()
                if config is not None:
                    self._shelves[config].starting += 1
                if config is not None or extra:
                    return config, extra
                self._changed.wait(pause_s)
        return None

    def _evicted(self) -> list[GuestSandbox]:
        extra: list[GuestSandbox] = []
        for config in list(self._shelves)[: max(len(self._shelves) - KINDS, 0)]:
            if self._shelves[config].waiting == 0:
                extra += self._shelves.pop(config).ready
        return extra

    def _missing(self) -> tuple[Config | None, float | None]:
        """A configuration that lacks a sandbox, the most recently asked for first; else how long to wait."""
        now, pause_s = time.monotonic(), None
        for config, shelf in reversed(self._shelves.items()):
            if shelf.coming >= self._wanted(config) + shelf.waiting:
                continue
            left_s = shelf.pause_s(now)
            if not left_s:
                return config, None
            pause_s = min(left_s, pause_s or LONGEST_RETRY_S)
        return None, pause_s

    def _wanted(self, config: Config) -> int:
        """How many to have ready. One that is in use and comes back counts: nobody waits for another."""
        # One with an extra takes three times as much memory, and few exercises ask for it.
        count = min(self._count, 1) if config.extras else self._count
        if config.max_uses == 1:
            return count
        out = sum(1 for lent, of in self._lent.items() if of == config and lent.uses_left > 1)
        return max(count - out, 0)

    def _start(self, config: Config) -> None:
        try:
            sandbox, error = self._open(config), ""
        except SandboxError as failure:
            sandbox, error = None, str(failure)
        except Exception as failure:  # noqa: BLE001 - the thread's outermost edge: told to whoever waits
            sandbox, error = None, f"the sandbox could not be started: {failure}"
        with self._changed:
            shelf = self._shelves.get(config)
            if shelf is not None:
                shelf.starting = max(shelf.starting - 1, 0)
            if sandbox is not None and shelf is not None:
                shelf.ready.append(sandbox)
                shelf.failures, sandbox = 0, None
            elif shelf is not None:
                shelf.error = error
                shelf.failures += 1
                pause_s = min(RETRY_S * 2 ** (shelf.failures - 1), LONGEST_RETRY_S)
                shelf.not_before = time.monotonic() + pause_s
            self._changed.notify_all()
        if sandbox is not None:
            sandbox.close()


def _answers(sandbox: GuestSandbox) -> bool:
    """Whether a sandbox that waited for its turn is still there; one that came back just now is."""
    if time.monotonic() - sandbox.reset_at < RESET_S:
        return True
    try:
        sandbox.ping()
    except SandboxError:
        return False
    return True
