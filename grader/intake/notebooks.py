"""Notebooks: bytes -> code cells. Outputs, attachments and metadata are dropped at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import nbformat

from grader.errors import Rejected
from grader.intake.magics import neutralise
from grader.intake.text import checked, code_size, decode, verify_code_size
from sandbox.program import Cell, SourceFile

MAX_CELLS = 2_000
#: Objects and lists in the JSON; a bound on the memory that parsing takes.
MAX_NODES = 500_000
SKIP_TAGS = frozenset({"skip", "grader-skip", "skip-grading"})

_DOWNLOAD_AGAIN = "Open it in Jupyter, save it, and upload the saved file."
_CLEAR_OUTPUTS = "Clear all outputs, save, and upload it again."


def read_notebook(data: bytes, name: str) -> SourceFile:
    """The code cells in order, each with its place among all cells counted from 1.

    :raises Rejected: `broken_notebook`, `too_many_cells`, `notebook_too_complex`, `not_python`, `no_code`,
        `too_much_code`, and the codes of `text.decode`.
    """
    notebook = _upgrade(_pruned(_parse(data, name), name), name)
    _verify_language(notebook, name)
    cells = tuple(_code_cells(notebook["cells"], name))
    if not any(cell.source.strip() for cell in cells):
        raise Rejected(
            "no_code", f"{name} has no code to run.", "Write your answer in code cells and save it."
        )
    return SourceFile(name=name, cells=cells)


def _parse(data: bytes, name: str) -> dict[str, Any]:
    text = decode(data, name)
    if text.count("{") + text.count("[") > MAX_NODES:
        raise Rejected("notebook_too_complex", f"{name} holds too much data in its outputs.", _CLEAR_OUTPUTS)
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _broken(name, f"its JSON breaks off at {where}: {error.msg}") from None
    except RecursionError:
        raise _broken(name, "its JSON is nested too deeply") from None
    except ValueError:
        raise _broken(name, "its JSON holds a number that is too long") from None
    if not isinstance(notebook, dict):
        raise _broken(name, "its JSON is not an object")
    return notebook


def _pruned(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """Only what is needed of each cell, with the types the format promises."""
    major, minor = notebook.get("nbformat"), notebook.get("nbformat_minor", 0)
    if type(major) is not int or type(minor) is not int:
        raise _broken(name, "it does not name the version of its format")
    if major not in (3, 4):
        raise _broken(name, f"it has version {major} of the format, and 3 or 4 can be read")
    cells = [_pruned_cell(cell, name, number) for number, cell in enumerate(_raw_cells(notebook, name), 1)]
    if len(cells) > MAX_CELLS:
        what = f"{name} has {len(cells)} cells; at most {MAX_CELLS} are read."
        raise Rejected("too_many_cells", what, "Remove cells that are not part of your answer.")
    metadata = notebook.get("metadata")
    kept: dict[str, Any] = {"nbformat": major, "nbformat_minor": minor, "metadata": {}}
    kept["language"] = _language(metadata if isinstance(metadata, dict) else {})
    return kept | ({"cells": cells} if major == 4 else {"worksheets": [{"cells": cells, "metadata": {}}]})


def _raw_cells(notebook: dict[str, Any], name: str) -> list[Any]:
    sheets = [notebook] if notebook["nbformat"] == 4 else notebook.get("worksheets")
    cells: list[Any] = []
    for sheet in sheets if isinstance(sheets, list) else [None]:
        found = sheet.get("cells") if isinstance(sheet, dict) else None
        if not isinstance(found, list):
            raise _broken(name, "it has no list of cells")
        cells += found
    return cells


def _pruned_cell(cell: Any, name: str, number: int) -> dict[str, Any]:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        raise _broken(name, f"cell {number} is not a cell")
    kind, tags = cell["cell_type"], _tags(cell.get("metadata"))
    if kind != "code":
        return {"cell_type": "markdown", "metadata": {}, "source": ""}
    text = cell.get("source", cell.get("input", ""))
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    if not isinstance(text, str):
        raise _broken(name, f"the source of cell {number} is not text")
    both = {"source": text, "input": text, "language": "python", "outputs": [], "collapsed": False}
    return {"cell_type": "code", "metadata": {"tags": tags}, "execution_count": None} | both


def _tags(metadata: Any) -> list[str]:
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _upgrade(notebook: dict[str, Any], name: str) -> Any:
    language = notebook.pop("language")
    try:
        upgraded = nbformat.convert(nbformat.from_dict(notebook), 4)  # type: ignore[no-untyped-call]
    except (nbformat.ValidationError, ValueError, KeyError, TypeError, AttributeError):
        raise _broken(name, "it cannot be brought to version 4 of the format") from None
    upgraded["language"] = language
    return upgraded


def _language(metadata: dict[str, Any]) -> str:
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        table = metadata.get(key)
        if isinstance(table, dict) and isinstance(table.get(field), str):
            return str(table[field])
    return "python"


def _verify_language(notebook: Any, name: str) -> None:
    language = notebook["language"]
    if language.lower() not in {"python", "python3", "ipython"}:
        what = f"{name} is a notebook for {language[:40]!a}; only Python is graded."
        raise Rejected("not_python", what, "Choose a Python kernel, save, and upload it again.")


def _code_cells(cells: list[Any], name: str) -> Iterator[Cell]:
    size = 0
    for index, cell in enumerate(cells, start=1):
        if cell["cell_type"] != "code" or SKIP_TAGS & set(cell["metadata"].get("tags", [])):
            continue
        text = checked(cell["source"], f"Cell {index} of {name}")
        # Before magics are looked for, which takes seconds for each MB.
        size += code_size(text)
        verify_code_size(size)
        source = neutralise(text.replace("\r\n", "\n").replace("\r", "\n"))
        if source is not None:
            yield Cell(index=index, source=source)


def _broken(name: str, what: str) -> Rejected:
    return Rejected("broken_notebook", f"{name} cannot be read as a notebook: {what}.", _DOWNLOAD_AGAIN)
