"""A CSV of somebody else's: cells can be replaced, and every other byte stays as it is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass
class Sheet:
    """Rows of cells, each with the text that stands for it in the file."""

    #: The byte order mark, which is kept.
    mark: bytes
    encoding: str
    delimiter: str
    #: Cells as they stand, quotes included; the last of a row carries the row's end.
    raw: list[list[str]]
    ends: list[str] = field(default_factory=list)

    def value(self, row: int, column: int) -> str:
        """A cell's text without its quotes; empty where the row is too short."""
        cells = self.raw[row]
        return _value(cells[column]) if column < len(cells) else ""

    def row(self, row: int) -> list[str]:
        """The texts of a row."""
        return [_value(cell) for cell in self.raw[row]]

    def put(self, row: int, column: int, text: str) -> None:
        """Replace a cell; it keeps its quotes, and gets some where it needs them."""
        self.raw[row] += [""] * (column + 1 - len(self.raw[row]))
        old = self.raw[row][column]
        needs = any(char in text for char in (self.delimiter, '"', "\r", "\n"))
        quoted = '"' + text.replace('"', '""') + '"'
        self.raw[row][column] = quoted if needs or old.startswith('"') else text

    def data(self) -> bytes:
        """The file."""
        pairs = zip(self.raw, self.ends, strict=True)
        return self.mark + "".join(self.delimiter.join(cells) + end for cells, end in pairs).encode(
            self.encoding
        )


def read_sheet(data: bytes) -> Sheet:
    """Read a CSV in UTF-8, UTF-16 with a mark, or the old Windows encoding.

    :raises ValueError: it is no text.
    """
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", ""))
    body = data[len(mark) :]
    encoding = encoding or _encoding(body)
    text = body.decode(encoding)
    delimiter = _delimiter(text)
    raw, ends = _split(text, delimiter)
    return Sheet(mark, encoding, delimiter, raw, ends)


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(text: str) -> str:
    """What stands most often in the first line: Moodle writes commas, Excel in many languages semicolons."""
    unquoted = re.sub(r'"(?:[^"]|"")*"', "", text)
    return max(",;\t", key=re.split(r"[\r\n]", unquoted, maxsplit=1)[0].count)


def _split(text: str, delimiter: str) -> tuple[list[list[str]], list[str]]:
    cell = re.compile(
        rf'("(?:[^"]|"")*"[^{re.escape(delimiter)}\r\n]*|(?!")[^{re.escape(delimiter)}\r\n]*)'
        rf"({re.escape(delimiter)}|\r\n|\n|\r|\Z)"
    )
    rows: list[list[str]] = []
    ends: list[str] = []
    cells: list[str] = []
    place = 0
    while place < len(text):
        match = cell.match(text, place)
        if match is None:
            raise ValueError("a quote is not closed")
        cells.append(match[1])
        place = match.end()
        if match[2] != delimiter:
            rows.append(cells)
            ends.append(match[2])
            cells = []
    if cells:
        # The file ends with a delimiter: an empty cell follows it.
        rows.append([*cells, ""])
        ends.append("")
    return rows, ends


def _value(raw: str) -> str:
    if not raw.startswith('"'):
        return raw
    inner, _, after = raw[1:].rpartition('"')
    return inner.replace('""', '"') + after
