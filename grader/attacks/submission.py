"""From an attack's data to what is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.program import Cell, Program, SourceFile

ENTRY = "answer.py"


def program(source: str, *others: tuple[str, str], entry: str = ENTRY) -> Program:
    """`source` as the file that is run, and other files beside it."""
    files = [(entry, source), *others]
    return Program(entry, tuple(SourceFile(name, (Cell(0, text),)) for name, text in files))


def submission(files: Sequence[tuple[str, str]], told: dict[str, Any]) -> Program:
    """The files of an attack, which knows exactly where everything is: `OUTSIDE` stands in its first line."""
    sources = {name: f"OUTSIDE = {told!r}\n{text}" if name == ENTRY else text for name, text in files}
    return program(sources.pop(ENTRY), *sources.items())
