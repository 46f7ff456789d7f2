"""The pytest plug-in that runs an exercise's checks: fixtures, markers, one outcome per check."""

from __future__ import annotations

import contextlib
import io
import traceback
from collections.abc import Callable, Generator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.catalog.models import Check, Exercise
from grader.errors import AuthorError
from grader.judge.blame import blame
from grader.judge.failures import CheckFailed
from grader.judge.figures import Figures
from grader.judge.outcomes import Outcome
from grader.judge.process import StudentProcess
from grader.judge.reference import import_reference
from grader.judge.seeds import check_seed, seed_everything
from grader.judge.student import Student
from sandbox.host.base import SandboxError

#: Characters kept of why a file of checks could not be imported.
SHOWN_CHARACTERS = 4000
MARKERS = (
    "points(n): what the check is worth",
    "hint(text): shown when the check did not pass",
    "needs(*ids): checks that must pass first",
)


class CheckPlugin:
    """Runs checks of one exercise against one program. Fixtures are methods and share its state."""

    def __init__(
        self,
        exercise: Exercise,
        checks: Sequence[Check],
        process: StudentProcess,
        seed: int,
        started: Callable[[Check], None],
        finished: Callable[[Outcome], None],
    ) -> None:
        self.exercise = exercise
        self.process = process
        self.run_seed = seed
        self.started = started
        self.finished = finished
        self.outcomes = {check.id: Outcome(check, reason="It did not run.") for check in checks}
        self.interrupted = False
        self.sandbox_error: SandboxError | None = None
        self.public_output_bytes = 0
        self._by_place = {(_real(check.path), f"test_{check.id}"): check for check in checks}
        self._by_item: dict[pytest.Item, Check] = {}
        self._figures = Figures()
        self._import_errors: dict[Path, str] = {}

    # Fixtures.

    @pytest.fixture
    def student(self) -> Student:
        """The student's program."""
        return Student(self.process)

    @pytest.fixture
    def seed(self, request: pytest.FixtureRequest) -> int:
        """A number that follows from the run's seed and the check."""
        return check_seed(self.run_seed, self._check(request.node).id)

    @pytest.fixture
    def rng(self, seed: int) -> torch.Generator:
        """A generator seeded from the run's seed and the check."""
        return torch.Generator().manual_seed(seed)

    @pytest.fixture
    def figures(self) -> Figures:
        """Collects figures for the report."""
        return self._figures

    @pytest.fixture
    def reference(self, request: pytest.FixtureRequest) -> Any:
        """The reference module; it runs in the judge, so only hidden checks may have it."""
        if self._check(request.node).visibility != "hidden":
            raise AuthorError("Only hidden checks may use the `reference` fixture.")
        return import_reference(self.exercise)

    # Collection.

    def pytest_configure(self, config: pytest.Config) -> None:
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if report.failed:
            self._import_errors[_real(collector.path)] = str(report.longrepr)[-SHOWN_CHARACTERS:]
        return report

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the known checks, in the exercise's order: all public ones run before the first hidden one."""
        found: dict[str, pytest.Item] = {}
        for item in items:
            check = self._by_place.get((_real(item.path), item.name))
            if check is not None:
                self._by_item[item] = check
                found.setdefault(check.id, item)
        items[:] = [found[id_] for id_ in self.outcomes if id_ in found]

    # One check.

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        check = self._check(item)
        outcome = self.outcomes[check.id]
        seed = check_seed(self.run_seed, check.id)
        self.started(check)
        self.process.begin_check(seed)
        self._figures = Figures()
        seed_everything(seed)
        with contextlib.redirect_stdout(io.StringIO()):
            answer = yield
        self._collect(outcome)
        self.finished(outcome)
        return answer

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        check = self._check(item)
        # Where only some are tried again with the reference, the others had their say before.
        unmet = [id_ for id_ in check.needs if id_ in self.outcomes and not self._has_passed(id_)]
        if unmet:
            self.outcomes[check.id].status = "skipped"
            pytest.skip("needs " + ", ".join(unmet))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        outcome = self.outcomes[self._check(item).id]
        if call.excinfo is not None:
            self._note(outcome, call.excinfo.value)
        elif call.when == "call":
            outcome.status, outcome.reason = "passed", ""
        return report

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # pytest tells of its own `exit` in the same way, which here means that the sandbox failed.
        self.interrupted = isinstance(excinfo.value, KeyboardInterrupt)

    def pytest_sessionfinish(self) -> None:
        """A check that never started names the reason: its file could not be imported."""
        for outcome in self.outcomes.values():
            if outcome.status == "error" and outcome.error is None:
                path = _real(outcome.check.path)
                outcome.reason = self._import_errors.get(path, outcome.reason)

    def _note(self, outcome: Outcome, error: BaseException) -> None:
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

    def _collect(self, outcome: Outcome) -> None:
        outcome.trace = self.process.trace
        outcome.call = self.process.call_of(getattr(outcome.error, "actual", None))
        outcome.cpu_s, outcome.wall_s = self.process.cpu_s, self.process.wall_s
        outcome.figures = tuple(self._figures.found)
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

    def _check(self, item: pytest.Item) -> Check:
        return self._by_item[item]


@lru_cache(maxsize=64)
def _real(path: Path) -> Path:
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
