"""Real guests for tests: started once, asked by many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import dedent
from typing import Any

import pytest

from sandbox.host.base import Loaded, Reply
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

LIMITS = Limits(cpu_s=10, load_s=5, memory_mb=512)


class Student:
    """Asks a guest as the judge does, in fewer words."""

    def __init__(self, sandbox: GuestSandbox) -> None:
        self.sandbox = sandbox

    def limits(self, **changed: float) -> Limits:
        """The usual limits but for some."""
        return replace(LIMITS, **changed)  # type: ignore[arg-type]

    def load(self, source: str, limits: Limits = LIMITS, seed: int = 1, **others: str) -> Loaded:
        """Load one file, with others beside it (`helper="..."` is helper.py)."""
        files = {"work": source, **others}
        program = Program("work.py", tuple(_file(f"{name}.py", text) for name, text in files.items()))
        return self.sandbox.spawn(program, limits, seed)

    def cells(self, *sources: str, limits: Limits = LIMITS) -> Loaded:
        """Load a notebook of these cells."""
        cells = tuple(Cell(index, dedent(source)) for index, source in enumerate(sources, 1))
        return self.sandbox.spawn(Program("lab.ipynb", (SourceFile("lab.ipynb", cells),)), limits, 1)

    def ask(self, op: str, cpu_s: float = 5, wall_s: float = 20, **body: Any) -> Reply:
        """Any question."""
        return self.sandbox.request(op, body, cpu_s=cpu_s, wall_s=wall_s)

    def call(self, name: str, *args: Any, cpu_s: float = 5, wall_s: float = 20, **body: Any) -> Reply:
        """A call of a top-level function."""
        return self.ask("call", cpu_s, wall_s, target={"name": name}, args=list(args), kwargs={}, **body)


def _file(name: str, source: str) -> SourceFile:
    return SourceFile(name, (Cell(0, dedent(source)),))


@pytest.fixture(scope="session")
def forking_guest() -> Iterator[GuestSandbox]:
    """A guest that makes processes by a fork, behind its walls."""
    sandbox = open_local()
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="session")
def spawning_guest() -> Iterator[GuestSandbox]:
    """A guest that starts its processes afresh, as on macOS and Windows."""
    sandbox = open_local(start="spawn")
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="session")
def unwalled_guest() -> Iterator[GuestSandbox]:
    """A guest whose processes may do what the walls forbid, such as making processes."""
    sandbox = open_local(walls=False)
    yield sandbox
    sandbox.close()


@pytest.fixture
def unwalled(unwalled_guest: GuestSandbox) -> Student:
    """A student whose code runs without walls."""
    return Student(unwalled_guest)


@pytest.fixture
def student(forking_guest: GuestSandbox) -> Student:
    """A student whose code runs in a forked process."""
    return Student(forking_guest)


@pytest.fixture(params=["fork", "spawn"])
def either(request: pytest.FixtureRequest) -> Student:
    """A student in a guest of each kind, one after the other."""
    name = {"fork": "forking_guest", "spawn": "spawning_guest"}[request.param]
    return Student(request.getfixturevalue(name))
