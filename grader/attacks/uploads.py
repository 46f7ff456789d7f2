"""Rows B4 to B8: archives and notebooks. Their wall is the intake, which reads in memory and runs nothing."""

from __future__ import annotations

import ast
import html as escaping
import io
import json
import stat
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from grader.attacks import graded
from grader.attacks.exercise import NO_POINTS, RIGHT, RIGHT_POINTS
from grader.attacks.field import Field
from grader.attacks.models import Attack, Graded, Scene
from grader.errors import Rejected
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.job import GradingJob
from grader.judge.views import for_student
from grader.renderers import html
from sandbox.program import Program

_UPLOAD_BYTES = 20 * 2**20
#: Shown to a teacher it would run there; as text it does nothing.
_TAG = "<img src=x onerror=alert(1)>"


def _zip(*entries: tuple[str, bytes], link: bool = False) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK if link else stat.S_IFREG | 0o644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


def _slips() -> dict[str, bytes]:
    """Archives whose files would land elsewhere, by what is refused about them."""
    code = RIGHT.encode()
    return {
        "up": _zip(("../attack-slipped.py", code)),
        "absolute": _zip(("/tmp/attack-slipped.py", code)),  # noqa: S108 - a name inside an archive
        "backslash": _zip(("..\\attack-slipped.py", code)),
        "drive": _zip(("C:attack-slipped.py", code)),
        "link": _zip(("answer.py", b"/etc/passwd"), link=True),
        "twice": _zip(("answer.py", code), ("ANSWER.py", code)),
        "deep": _zip(("a/answer.py", code), ("b/other.py", code)),
    }


def _bombs() -> dict[str, bytes]:
    """Archives that are small and become large."""
    return {
        "zeros": _zip(("answer.py", bytes(64 * 2**20))),
        "entries": _zip(*((f"f{number}.py", b"") for number in range(1500))),
        "nested": _zip(("answer.zip", _zip(("answer.zip", bytes(2**20))))),
        "name": _zip(("a" * 5000 + ".py", b"x = 1")),
    }


def _accepted(field: Field, name: str, data: bytes) -> Program | None:
    """What the intake makes of it; None when it refuses."""
    try:
        return read_upload([UploadedFile(name, data)], field.exercises["points"], _UPLOAD_BYTES)
    except Rejected:
        return None


def _none_is_taken(archives: dict[str, bytes], field: Field) -> str:
    taken = [name for name, data in archives.items() if _accepted(field, f"{name}.zip", data) is not None]
    return f"taken: {', '.join(taken)}" if taken else ""


def _naive_unpacking(field: Field) -> str:
    """Writes each entry where its name says."""
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder, "a", "b")
        inside.mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(_slips()["up"])) as archive:
            for info in archive.infolist():
                (inside / info.filename).write_bytes(archive.read(info))
        return "a file beside the folder" if Path(folder, "a", "attack-slipped.py").exists() else ""


def _naive_reading(field: Field) -> str:
    """Reads each entry as a whole."""
    bomb = _bombs()["zeros"]
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = sum(len(archive.read(info)) for info in archive.infolist())
    return f"{size // len(bomb)} times its own size in memory" if size > 100 * len(bomb) else ""


def _notebook(*cells: str, output: str = "") -> bytes:
    shown = [{"output_type": "display_data", "data": {"text/html": output}, "metadata": {}}]
    made: list[dict[str, object]] = [{"cell_type": "markdown", "metadata": {}, "source": output}]
    for source in cells:
        made.append(
            {
                "cell_type": "code",
                "metadata": {"tags": [output]},
                "source": source,
                "execution_count": 1,
                "outputs": shown if output else [],
            }
        )
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}).encode()


def _scripted(field: Field) -> bytes:
    speaking = (
        f"print('''{_TAG}''')\ndef double(x):\n    print('''{_TAG}''')\n    raise ValueError('''{_TAG}''')"
    )
    return _notebook("import torch", speaking, output=_TAG)


def _shows_script(field: Field) -> str:
    """The pages of a submission whose notebook, output and errors hold a script."""
    program = _accepted(field, "answer.ipynb", _scripted(field))
    if program is None:
        return "the notebook was refused, which proves nothing"
    with field.seat("attacked").lent() as sandbox:
        report = field.judge.grade(GradingJob(field.exercises["points"], program, 5), sandbox, None)
    pages = {"report": html.render(report), "student's report": html.render(for_student(report))}
    if escaping.escape(_TAG) not in pages["report"]:
        return "the report does not show what was printed, which proves nothing"
    pages["code"] = _shown_code(program)
    running = [name for name, page in pages.items() if _TAG in page]
    return f"runs in: {', '.join(running)}" if running else ""


def _shown_code(program: Program) -> str:
    """The code as the course's pages show it; nothing where there is no server."""
    try:
        from grader.web.code import highlight
    except ImportError:
        return ""
    return "\n".join(line for file in program.files for cell in file.cells for line in highlight(cell.source))


def _naive_page(field: Field) -> str:
    """Puts the saved output of each cell into a page, as notebooks are commonly shown."""
    cells = json.loads(_scripted(field))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    page = "<html>" + "".join(output["data"]["text/html"] for output in outputs)
    return "runs in the page" if _TAG in page else ""


#: Each exhausts or confuses another reader of source; none of them is needed by the cells after it.
_UNREADABLE = (
    "x = " + "-" * 20_000 + "1",
    "x = " + "(" * 5_000 + "1" + ")" * 5_000,
    "x = a" + ".b" * 50_000,
    "x = " + "lambda: " * 20_000 + "1",
    "def g(y=" + "9" * 10_000 + "): pass",
    "match x:\n case " + "[" * 3_000 + "]" * 3_000 + ": pass",
    "x = f'" + "{f'" * 100,
)


def _breaks_readers(field: Field) -> str:
    """Cells that nobody can read, beside a function that is called wrongly: its signature is looked for."""
    program = _accepted(field, "answer.ipynb", _notebook(*_UNREADABLE, "def double():\n    return 1"))
    if program is None:
        return "the notebook was refused, which proves nothing"
    with field.seat("attacked").lent() as sandbox:
        report = field.judge.grade(GradingJob(field.exercises["points"], program, 5), sandbox, None)
    return graded.difference(NO_POINTS, report)


def _naive_signatures(field: Field) -> str:
    """Looks for signatures as one does who is ready for errors of syntax alone."""
    for source in _UNREADABLE:
        try:
            ast.unparse(ast.parse(source))
        except SyntaxError:
            continue
        except (RecursionError, MemoryError, ValueError) as error:
            return f"ended with a {type(error).__name__}"
    return ""


_MAGIC = "attack-by-magic"
_MAGICS = (
    f"!touch {_MAGIC}",
    f"%%bash\ntouch {_MAGIC}",
    f"%%script bash\ntouch {_MAGIC}",
    f"get_ipython().system('touch {_MAGIC}')",
    f"%run -i {_MAGIC}",
    f"files = !touch {_MAGIC}",
    f"%system touch {_MAGIC}",
)
_CHECKED = (
    "import os, torch\n"
    "def double(x):\n"
    f"    return 2 * x if not os.path.exists('{_MAGIC}') else x.new_zeros(0)\n"
)


def _runs_magics(field: Field) -> str:
    """A notebook full of magics gets what the same code gets as a .py file."""
    program = _accepted(field, "answer.ipynb", _notebook(*_MAGICS, _CHECKED))
    if program is None:
        return "the notebook was refused, which proves nothing"
    with field.seat("attacked").lent() as sandbox:
        report = field.judge.grade(GradingJob(field.exercises["points"], program, 5), sandbox, None)
    plain = Graded((("answer.py", RIGHT),), RIGHT_POINTS, "points")
    return graded.difference(plain.expected, report)


def _naive_conversion(field: Field) -> str:
    """Runs each line behind a mark, as notebook converters do."""
    with tempfile.TemporaryDirectory() as folder:
        for line in _MAGICS[0].splitlines():
            if line.startswith("!") and sys.platform != "win32":
                subprocess.run(line[1:].split(), cwd=folder, check=False)  # noqa: S603 - our own line
        return "a command was run" if Path(folder, _MAGIC).exists() else ""


ATTACKS = (
    Attack(
        "B4b",
        "cells that break their readers",
        "each reader is ready for it",
        Scene(_breaks_readers, _naive_signatures, "0 of 4 points, and a report"),
    ),
    Attack(
        "B5",
        "archive that unpacks elsewhere",
        "flat names, read in memory",
        Scene(lambda field: _none_is_taken(_slips(), field), _naive_unpacking, "7 archives are refused"),
    ),
    Attack(
        "B6",
        "archive that explodes",
        "counted while unpacking",
        Scene(lambda field: _none_is_taken(_bombs(), field), _naive_reading, "4 archives are refused"),
    ),
    Attack(
        "B7",
        "script in outputs and errors",
        "outputs dropped; escaped",
        Scene(_shows_script, _naive_page, "shown as text"),
    ),
    Attack(
        "B8",
        "magics and shell lines",
        "made inert, never run",
        Scene(_runs_magics, _naive_conversion, "4 of 4 points, as without them"),
    ),
)
