"""Checks of one exercise against one program: what each came to. pytest drives it through plugin.py."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from grader.catalog.items import Item
from grader.catalog.models import Check, Exercise
from grader.judge.blame import blame
from grader.judge.failures import CheckFailed
from grader.judge.figures import Figures
from grader.judge.outcomes import Outcome
from grader.judge.process import StudentProcess
from grader.judge.seeds import check_seed, seed_everything
from sandbox.host.base import SandboxError


class CheckRun:
    """Used once; the outcomes are complete when pytest has finished."""

    def __init__(
        self,
        exercise: Exercise,
        checks: Sequence[Check],
        process: StudentProcess,
        seed: int,
        started: Callable[[Check], None],
        finished: Callable[[Outcome], None],
        items: Sequence[Item] = (),
    ) -> None:
        self.exercise = exercise
        #: What this student is asked.
        self.items = items
        self.process = process
        self.seed = seed
        self.started = started
        self.finished = finished
        self.outcomes = {check.id: Outcome(check, reason="It did not run.") for check in checks}
        self.interrupted = False
        self.sandbox_error: SandboxError | None = None
        self.public_output_bytes = 0
        #: Those of the check that runs.
        self.figures = Figures()
        self._by_place = {(real(check.path), f"test_{check.id}"): check for check in checks}
        self._by_item: dict[pytest.Item, Check] = {}
        self._import_errors: dict[Path, str] = {}

    def check_of(self, item: pytest.Item) -> Check:
        """The check that pytest knows as this item."""
        return self._by_item[item]

    def choose(self, items: list[pytest.Item]) -> None:
        """Keep the known checks, in the exercise's order: all public ones run before the first hidden one."""
        found: dict[str, pytest.Item] = {}
        for item in items:
            check = self._by_place.get((real(item.path), item.name))
            if check is not None:
                self._by_item[item] = check
                found.setdefault(check.id, item)
        items[:] = [found[id_] for id_ in self.outcomes if id_ in found]

    def not_imported(self, path: Path, said: str) -> None:
        """A file of checks could not be imported."""
        self._import_errors[real(path)] = said

    def begin(self, check: Check) -> None:
        """Make everything ready for one check."""
        seed = check_seed(self.seed, check.id)
        self.started(check)
        self.process.begin_check(seed)
        self.figures = Figures()
        seed_everything(seed)

    def end(self, check: Check) -> None:
        """Keep what the check has left behind.

        :raises pytest.exit.Exception: the sandbox failed, so that no other check need be tried.
        """
        outcome = self.outcomes[check.id]
        self._collect(outcome)
        self.finished(outcome)

    def unmet(self, check: Check) -> list[str]:
        """The checks it needs and that have not passed; it is then skipped."""
        # Where only some are tried again with the reference, the others had their say before.
        unmet = [id_ for id_ in check.needs if id_ in self.outcomes and not self._has_passed(id_)]
        if unmet:
            self.outcomes[check.id].status = "skipped"
        return unmet

    def passed(self, check: Check) -> None:
        """The check's function has returned."""
        outcome = self.outcomes[check.id]
        outcome.status, outcome.reason = "passed", ""

    def failed(self, check: Check, error: BaseException) -> None:
        """The check's function, or what pytest does around it, has raised."""
        outcome = self.outcomes[check.id]
        if outcome.status == "skipped":
            return
        if isinstance(error, SandboxError):
            self.sandbox_error = error
        if outcome.error is not None and outcome.status == "error":
            return
        said = blame(error, self.exercise)
        outcome.error, outcome.status, outcome.reason = error, said.status, said.reason
        answered = any(entry.op != "seed" for entry in self.process.trace.entries)
        outcome.suspect = said.status == "error" and said.may_be_answer and answered

    def finish(self) -> None:
        """A check that never started names the reason: its file could not be imported."""
        for outcome in self.outcomes.values():
            if outcome.status == "error" and outcome.error is None:
                path = real(outcome.check.path)
                outcome.reason = self._import_errors.get(path, outcome.reason)

    def _collect(self, outcome: Outcome) -> None:
        outcome.trace = self.process.trace
        outcome.call = self.process.call_of(getattr(outcome.error, "actual", None))
        outcome.cpu_s, outcome.wall_s = self.process.cpu_s, self.process.wall_s
        outcome.figures = tuple(self.figures.found)
        _forget_values(outcome.error)
        if self.sandbox_error is not None:
            raise pytest.exit.Exception("the sandbox failed")
        try:
            outcome.stdout, printed = self.process.take_output()
        except SandboxError as error:
            self.sandbox_error = error
            raise pytest.exit.Exception("the sandbox failed") from error
        if outcome.check.visibility == "public":
            self.public_output_bytes += printed

    def _has_passed(self, check_id: str) -> bool:
        other = self.outcomes.get(check_id)
        return other is not None and other.status == "passed"


@lru_cache(maxsize=256)
def real(path: Path) -> Path:
    """The path without links; an exercise has two files and many checks."""
    return path.resolve()


def _forget_values(error: BaseException | None) -> None:
    """Let go of the answers a failure holds: each may have hundreds of MiB, and there are many checks."""
    if isinstance(error, CheckFailed):
        error.actual = None
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            with contextlib.suppress(RuntimeError):
                frame.clear()
            # Asking renews the copy that pytest has made of them.
            _ = frame.f_locals
        error = error.__context__
