"""The files as a page shows them: numbered lines, anchors, remarks where something went wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.catalog.models import Exercise
from grader.errors import Rejected
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.intake.text import decode
from grader.judge.report import Report, SourceLine
from grader.web.code import highlight
from sandbox.program import SourceFile

#: Characters of a file that could not be read as code which are shown anyway.
MAX_RAW = 64 * 1024
#: Of all files of a submission, as far as a page shows them.
MAX_LINES = 5_000
MAX_CHARACTERS = 128 * 1024

#: File, notebook cell (0 for a .py file), line.
Spot = tuple[str, int, int]


@dataclass(frozen=True)
class Remark:
    """What is said below a line at fault."""

    text: str
    #: Id of the check that ran into it; empty for a problem of the whole submission.
    check: str = ""


@dataclass(frozen=True)
class Line:
    """One numbered line; `html` is safe."""

    number: int
    html: str
    anchor: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Block:
    """A cell of a notebook, or a whole .py file (cell 0)."""

    cell: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sources:
    """All files in their order; `anchors` leads from a spot to the id of its line."""

    files: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    anchors: dict[Spot, str] = field(default_factory=dict)
    #: More than a page can show; the rest is in the download.
    cut: bool = False

    def anchor(self, line: SourceLine) -> str:
        """The id of the line in the page; empty when the file is not shown."""
        return self.anchors.get((line.file, line.cell, line.line), "")


def show(
    files: list[UploadedFile], exercise: Exercise | None, report: Report | None, max_bytes: int
) -> Sources:
    """The files with the report's remarks in them.

    :param max_bytes: of what they may unpack to, as when they were graded: looking must not cost more.
    """
    remarks = _remarks(report) if report else {}
    texts = _texts(files, exercise, max_bytes)
    anchors: dict[Spot, str] = {}
    shown = []
    budget = _Budget()
    for number, (name, cells) in enumerate(texts, start=1):
        blocks = [
            _block(name, number, cell, budget.take(text), remarks, anchors)
            for cell, text in cells
            if budget.lines > 0
        ]
        shown.append((name, tuple(blocks)))
    return Sources(tuple(shown), anchors, budget.exceeded)


class _Budget:
    """How much code one page may still show: a file of a million tiny lines is small, its page is not."""

    def __init__(self) -> None:
        self.lines, self.characters, self.exceeded = MAX_LINES, MAX_CHARACTERS, False

    def take(self, text: str) -> str:
        """As much of the text as there is room for."""
        shown = "\n".join(text[: self.characters].split("\n")[: self.lines])
        self.lines -= shown.count("\n") + 1
        self.characters -= len(shown)
        self.exceeded = self.exceeded or len(shown) < len(text)
        return shown


def _block(
    name: str, number: int, cell: int, text: str, remarks: dict[Spot, list[Remark]], anchors: dict[Spot, str]
) -> Block:
    lines = []
    for position, html in enumerate(highlight(text), start=1):
        spot = (name, cell, position)
        anchors[spot] = f"f{number}-{cell}-{position}" if cell else f"f{number}-{position}"
        lines.append(Line(position, html, anchors[spot], tuple(remarks.get(spot, ()))))
    return Block(cell, tuple(lines))


def _texts(
    files: list[UploadedFile], exercise: Exercise | None, max_bytes: int
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Name and (cell, text) pairs of each file, as the grading sees them where it can see them."""
    if exercise is not None:
        try:
            program = read_upload(files, exercise, max_bytes)
        except Rejected:
            pass  # What cannot be graded is still shown, as the text it is.
        else:
            return [(file.name, _cells(file, _as_written(files, file.name))) for file in program.files]
    return [(file.name, [(0, text)]) for file in files if (text := _raw(file))]


def _cells(file: SourceFile, written: dict[int, str]) -> list[tuple[int, str]]:
    return [(cell.index, written.get(cell.index, cell.source)) for cell in file.cells]


def _as_written(files: list[UploadedFile], name: str) -> dict[int, str]:
    """Cell number -> source with its magics as the student wrote them; line by line the same as what was run.

    Only for a notebook that intake has read and that came by itself; others are shown as they were run.
    """
    upload = next((file for file in files if file.name == name and name.endswith(".ipynb")), None)
    if upload is None:
        return {}
    cells = enumerate(json.loads(decode(upload.data, name)).get("cells", []), start=1)
    # Intake has looked at nothing but code.
    code = [(number, cell) for number, cell in cells if cell.get("cell_type") == "code"]
    return {number: "".join(cell.get("source", "")) for number, cell in code}


def _raw(file: UploadedFile) -> str:
    """The text of a file that is text; empty for others, which can be downloaded."""
    if file.name.endswith((".zip", ".ipynb")) or b"\0" in file.data[:MAX_RAW]:
        return ""
    return file.data[:MAX_RAW].decode("utf-8", "replace")


def _remarks(report: Report) -> dict[Spot, list[Remark]]:
    found: dict[Spot, list[Remark]] = {}
    for spot, remark in _all_remarks(report):
        same = found.setdefault(spot, [])
        # Several checks run into the same line; the same words once are enough.
        if all(remark.text != other.text for other in same):
            same.append(remark)
    return found


def _all_remarks(report: Report) -> Iterator[tuple[Spot, Remark]]:
    for problem in report.problems:
        if problem.where:
            yield _spot(problem.where), Remark(problem.message)
    for check in report.checks:
        if check.details and check.details.traceback:
            # The innermost of the student's own lines is where it went wrong.
            yield (
                _spot(check.details.traceback[-1]),
                Remark(check.details.exception or check.message, check.id),
            )


def _spot(line: SourceLine) -> Spot:
    return line.file, line.cell, line.line
