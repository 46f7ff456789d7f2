"""The pytest plug-in that runs an exercise's checks: fixtures, markers, and hooks that tell a CheckRun."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Generator
from typing import Any

import pytest
import torch

from grader.catalog.items import Item
from grader.errors import AuthorError
from grader.judge.check_run import CheckRun
from grader.judge.figures import Figures
from grader.judge.gpu_questions import GPU
from grader.judge.quiz import Keys
from grader.judge.reference import import_reference
from grader.judge.seeds import check_seed
from grader.judge.student import Student

#: Characters kept of why a file of checks could not be imported.
SHOWN_CHARACTERS = 4000
MARKERS = (
    "points(n): what the check is worth",
    "hint(text): shown when the check did not pass",
    "needs(*ids): checks that must pass first",
)


class CheckPlugin:
    """Registered once for a session; `run` says which program its checks are for.

    To register it for each report would take a fork as long as several checks.
    """

    def __init__(self, run: CheckRun | None = None) -> None:
        #: None while nothing is graded, as in the judge's parent.
        self.run = run

    # Fixtures.

    @pytest.fixture
    def student(self) -> Student:
        """The student's program."""
        return Student(self._run.process)

    @pytest.fixture
    def seed(self, request: pytest.FixtureRequest) -> int:
        """A number that follows from the run's seed and the check."""
        return check_seed(self._run.seed, self._run.check_of(request.node).id)

    @pytest.fixture
    def rng(self, seed: int) -> torch.Generator:
        """A generator seeded from the run's seed and the check."""
        return torch.Generator().manual_seed(seed)

    @pytest.fixture
    def devices(self) -> tuple[str, ...]:
        """Where calls can run: the processor, the practice device, and a GPU where there is one."""
        gpu = () if self._run.process.sandbox.info.device == "cpu" else (GPU,)
        return ("cpu", "lazy", *gpu)

    @pytest.fixture
    def figures(self) -> Figures:
        """Collects figures for the report."""
        return self._run.figures

    @pytest.fixture
    def reference(self, request: pytest.FixtureRequest) -> Any:
        """The reference module; it runs in the judge, so only hidden checks may have it."""
        if self._run.check_of(request.node).visibility != "hidden":
            raise AuthorError("Only hidden checks may use the `reference` fixture.")
        return import_reference(self._run.exercise)

    @pytest.fixture
    def items(self) -> list[Item]:
        """The questions that this student was given, but for those that are no longer asked."""
        return [item for item in self._run.items if not item.void]

    @pytest.fixture
    def keys(self, request: pytest.FixtureRequest) -> Keys:
        """What is right; hidden checks alone may know it."""
        if self._run.check_of(request.node).visibility != "hidden":
            raise AuthorError("Only hidden checks may use the `keys` fixture.")
        return Keys(self._run.exercise)

    # Collection.

    def pytest_configure(self, config: pytest.Config) -> None:
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if report.failed and self.run is not None:
            self.run.not_imported(collector.path, str(report.longrepr)[-SHOWN_CHARACTERS:])
        return report

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.run is not None:
            self.run.choose(items)

    # One check.

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        check = self._run.check_of(item)
        self._run.begin(check)
        with contextlib.redirect_stdout(io.StringIO()):
            answer = yield
        self._run.end(check)
        return answer

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        unmet = self._run.unmet(self._run.check_of(item))
        if unmet:
            pytest.skip("needs " + ", ".join(unmet))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        check = self._run.check_of(item)
        if call.excinfo is not None:
            self._run.failed(check, call.excinfo.value)
        elif call.when == "call":
            self._run.passed(check)
        return report

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # pytest tells of its own `exit` in the same way, which here means that the sandbox failed.
        if self.run is not None:
            self.run.interrupted = isinstance(excinfo.value, KeyboardInterrupt)

    def pytest_sessionfinish(self) -> None:
        if self.run is not None:
            self.run.finish()

    @property
    def _run(self) -> CheckRun:
        assert self.run is not None, "a check runs, and nothing is graded"
        return self.run
