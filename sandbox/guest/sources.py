"""The student's own source: kept for tracebacks, and written where it can be imported."""

from __future__ import annotations

import io
import linecache
from dataclasses import dataclass
from types import CodeType

_TOO_DEEP = "this is nested too deeply for Python to read"


@dataclass(frozen=True)
class Place:
    """What a compiled file name stands for: a file, or one cell of a notebook."""

    file: str
    cell: int
    lines: tuple[str, ...]

    def line(self, number: int) -> str:
        """One source line without its indentation, cut at 200 characters; empty when there is none."""
        return self.lines[number - 1].strip()[:200] if 0 < number <= len(self.lines) else ""


class Sources:
    """Every piece of source of the student's, by the name it is compiled under."""

    def __init__(self, folder: str = "") -> None:
        """`folder` is where the files lie while they run; messages do without it."""
        self.folder = folder
        self._places: dict[str, Place] = {}

    def add(self, compiled_name: str, file: str, cell: int, source: str) -> None:
        """Remember `source`, and show it to `inspect` and `traceback`."""
        # Not splitlines(), which also breaks where Python counts no line: at a form feed, for example.
        lines = io.StringIO(source, newline="\n").readlines()
        self._places[compiled_name] = Place(file, cell, tuple(lines))
        linecache.cache[compiled_name] = (len(source), None, lines, compiled_name)

    def place(self, compiled_name: str) -> Place | None:
        """What a compiled name stands for; None for code that is not the student's."""
        return self._places.get(compiled_name)

    def compile(self, compiled_name: str) -> CodeType:
        """The code of a piece; raises SyntaxError, or ValueError for source with null bytes."""
        source = "".join(self._places[compiled_name].lines)
        try:
            return compile(source, compiled_name, "exec", dont_inherit=True)
        except (RecursionError, MemoryError):
            # Both are the compiler's own limits, not the machine's.
            raise SyntaxError(_TOO_DEEP, (compiled_name, 1, None, None)) from None
