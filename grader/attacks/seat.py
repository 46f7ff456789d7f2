"""A sandbox that is lent to one grading after the other, and opened anew when it did not survive one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from grader.attacks.submission import program
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.handover import adopt
from sandbox.program import Limits

#: Runs first: a guest imports what training needs when a program speaks of it, and stays larger afterwards.
_FIRST = program("import torch\n# torch.optim.SGD, loss.backward(), x.grad, torch.nn.Module\n")
#: Runs in place of the attack's process, so that two looks at the host find the same number of them.
_NOTHING = program("")


class Seat:
    """One place. A judge keeps what it is handed, so it gets copies of the descriptors and not our own."""

    def __init__(self, open_: Callable[[], GuestSandbox]) -> None:
        self._open = open_
        self._sandbox: GuestSandbox | None = None
        self._descriptors: list[int] = []
        self._description: dict[str, Any] = {}
        #: How often the sandbox itself was lost; an attack that brings that about has done harm.
        self.lost = 0
        self.walls: dict[str, str] = {}

    @contextlib.contextmanager
    def lent(self) -> Iterator[GuestSandbox]:
        """The sandbox, for one grading.

        :raises SandboxError: it could not be opened.
        """
        self.open()
        sandbox = adopt([os.dup(one) for one in self._descriptors], self._description)
        try:
            yield sandbox
        finally:
            sandbox.close()

    def open(self) -> None:
        """Start the sandbox, unless it runs.

        :raises SandboxError: it could not be started.
        """
        if not self._descriptors:
            self._sandbox = self._open()
            self._descriptors, self._description = self._sandbox.handover()
            with self.lent() as sandbox:
                sandbox.spawn(_FIRST, Limits(), seed=0)

    def rest(self) -> None:
        """Put a program that does nothing into the place of whatever ran last; nothing when it is closed.

        :raises SandboxError: it could not be opened again.
        """
        if not self._descriptors:
            return
        try:
            with self.lent() as sandbox:
                sandbox.spawn(_NOTHING, Limits(), seed=0)
                self.walls = dict(sandbox.info.walls)
        except SandboxError:
            self.lost += 1
            self.close()
            with self.lent() as sandbox:
                sandbox.spawn(_NOTHING, Limits(), seed=0)

    def close(self) -> None:
        """End the sandbox; may be called twice."""
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors = []
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None
