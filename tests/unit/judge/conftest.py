"""Miniature exercises, graded in real local sandboxes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from grader.catalog.checks import read_checks
from grader.catalog.models import Check, Exercise, Limits, WrongSolution
from grader.judge.events import OnEvent, ignore
from grader.judge.job import GradingJob
from grader.judge.process import StudentProcess
from grader.judge.report import CheckResult, Report
from grader.judge.run import grade
from grader.judge.sources import Sources
from grader.judge.student import Student
from sandbox.host.base import Sandbox
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local
from sandbox.program import Cell, Program, SourceFile

HEAD = """
import pytest
import torch
from grader.checks import *

"""


@pytest.fixture(scope="session")
def student_box() -> Iterator[GuestSandbox]:
    """A sandbox for the student's code; every grading gets a fresh process in it."""
    box = open_local()
    yield box
    box.close()


@pytest.fixture(scope="session")
def author_box() -> Iterator[GuestSandbox]:
    """A sandbox for known wrong solutions."""
    box = open_local()
    yield box
    box.close()


def program(source: str, name: str = "answer.py") -> Program:
    """A .py file as a program."""
    return Program(name, (SourceFile(name, (Cell(0, textwrap.dedent(source)),)),))


def notebook(*cells: str) -> Program:
    """A notebook as a program."""
    made = tuple(Cell(index, textwrap.dedent(cell)) for index, cell in enumerate(cells, start=1))
    return Program("lab.ipynb", (SourceFile("lab.ipynb", made),))


class Bench:
    """Makes miniature exercises and grades programs with them."""

    def __init__(self, folder: Path, student: GuestSandbox, author: GuestSandbox) -> None:
        self.folder = folder
        self.student = student
        self.author: Sandbox | None = author
        self.exercise = self._bare()

    def _bare(self) -> Exercise:
        public, reference = self.folder / "public", self.folder / "reference"
        for folder in (public, reference, reference / "wrong"):
            folder.mkdir(parents=True)
        return Exercise(
            id="mini",
            unit="tests",
            title="Miniature",
            status="active",
            entry="answer.py",
            names=("f",),
            limits=Limits(cpu_s=10.0, call_s=1.0, load_s=5.0, memory_mb=256),
            gpu="none",
            requires=(),
            concepts=(),
            public_dir=public,
            reference_dir=reference,
            checks=(),
        )

    def checks(self, public: str = "", hidden: str = "") -> Bench:
        """Write the test files and read the checks from them."""
        found: tuple[Check, ...] = ()
        assert self.exercise.reference_dir is not None
        places = (
            (self.exercise.public_dir, public, "public"),
            (self.exercise.reference_dir, hidden, "hidden"),
        )
        for folder, text, visibility in places:
            if text:
                path = folder / f"test_{visibility}.py"
                path.write_text(HEAD + textwrap.dedent(text))
                found += read_checks(path, path.name, "public" if visibility == "public" else "hidden")
        self.exercise = replace(self.exercise, checks=found)
        return self

    def reference(self, source: str) -> Bench:
        """Write the reference solution."""
        assert self.exercise.reference_dir is not None
        (self.exercise.reference_dir / "answer.py").write_text(textwrap.dedent(source))
        return self

    def stub(self, source: str) -> Bench:
        """Write the stub."""
        (self.exercise.public_dir / "answer.py").write_text(textwrap.dedent(source))
        return self

    def wrong(self, solutions: Mapping[str, str]) -> Bench:
        """Write known wrong solutions: misconception id (up to a `/`) -> source."""
        assert self.exercise.reference_dir is not None
        found = []
        for number, (name, source) in enumerate(solutions.items()):
            path = self.exercise.reference_dir / "wrong" / f"w{number}.py"
            path.write_text(textwrap.dedent(source))
            id_ = name.partition("/")[0]
            found.append(WrongSolution(path, id_, f"Feedback for {id_}."))
        self.exercise = replace(self.exercise, wrong=tuple(found))
        return self

    def limits(self, **changed: float) -> Bench:
        """Change some limits."""
        self.exercise = replace(self.exercise, limits=replace(self.exercise.limits, **changed))
        return self

    def grade(
        self, source: str | Program, seed: int = 3, include_hidden: bool = True, on_event: OnEvent = ignore
    ) -> Report:
        """Grade a program."""
        made = program(source) if isinstance(source, str) else source
        return grade(
            GradingJob(self.exercise, made, seed, include_hidden), self.student, self.author, on_event
        )

    def one(self, source: str | Program) -> CheckResult:
        """Grade a program and give the only check's result."""
        (result,) = self.grade(source).checks
        return result


@pytest.fixture
def bench(tmp_path: Path, student_box: GuestSandbox, author_box: GuestSandbox) -> Bench:
    """A place for one miniature exercise."""
    return Bench(tmp_path, student_box, author_box)


class Desk:
    """A student fixture without a check around it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def student(self, source: str | Program) -> Student:
        """Load a program."""
        made = program(source) if isinstance(source, str) else source
        sources = Sources.of(self.bench.exercise, made)
        self.process = StudentProcess(self.bench.student, made, self.bench.exercise.limits, 3, sources)
        self.process.start()
        self.process.begin_check(3)
        return Student(self.process)


@pytest.fixture
def desk(bench: Bench) -> Desk:
    """For tests of the `student` fixture itself."""
    return Desk(bench)
