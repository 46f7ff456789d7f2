"""Lines of a CSV that is opened in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

#: A spreadsheet reads a text that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def line(cells: Iterable[str | float | None]) -> str:
    """One line with its end. A text that a spreadsheet would run as a formula is guarded; a number stays one,
    -2 too, and None is an empty cell."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_cell(cell) for cell in cells])
    return buffer.getvalue()


def _cell(cell: str | float | None) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
    return "" if cell is None else f"{round(cell, 6):.10g}"
