"""Notebooks: which cells come through, and what is said of broken ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import Rejected
from grader.intake import notebooks
from grader.intake.notebooks import read_notebook
from grader.intake.text import MAX_CODE
from sandbox.program import Cell, SourceFile

MARKDOWN: dict[str, Any] = {"cell_type": "markdown", "metadata": {}, "source": "*your answer here*"}


def tagged(*tags: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": "boom", "metadata": {"tags": list(tags)}, "outputs": []}


def refusal(data: bytes) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read_notebook(data, "lab1.ipynb")
    assert caught.value.next_step
    return caught.value


def test_cells_keep_their_place_among_all_cells(make_notebook: Callable[..., bytes]) -> None:
    data = make_notebook(
        MARKDOWN, "%matplotlib inline\nx = 1", tagged("skip"), "%%bash\nls", MARKDOWN, "y = 2"
    )
    assert read_notebook(data, "lab1.ipynb") == SourceFile(
        "lab1.ipynb", (Cell(2, "pass  # %matplotlib inline\nx = 1"), Cell(6, "y = 2"))
    )


@pytest.mark.parametrize("tag", ["skip", "grader-skip", "skip-grading"])
def test_tagged_cells_are_skipped(make_notebook: Callable[..., bytes], tag: str) -> None:
    source = read_notebook(make_notebook(tagged("other", tag, 3), "x = 1"), "lab1.ipynb")
    assert [cell.index for cell in source.cells] == [2]
    assert len(read_notebook(make_notebook(tagged("other"), "x = 1"), "lab1.ipynb").cells) == 2


def test_sources_may_be_lists_and_have_any_line_end(make_notebook: Callable[..., bytes]) -> None:
    cell = tagged() | {"source": ["a = 1\r\n", "b = 2\r", "c = 3"]}
    assert read_notebook(make_notebook(cell), "n.ipynb").cells == (Cell(1, "a = 1\nb = 2\nc = 3"),)


def test_outputs_attachments_and_metadata_are_dropped(make_notebook: Callable[..., bytes]) -> None:
    output = {"output_type": "display_data", "data": {"text/html": "<img onerror=canary>"}, "metadata": {}}
    cell = {"cell_type": "code", "source": "x = 1", "metadata": {"canary": 1}, "outputs": [output]}
    note = MARKDOWN | {"attachments": {"canary.png": {"image/png": "canary"}}}
    data = make_notebook(cell, note, metadata={"canary": 1})
    assert b"canary" in data
    assert "canary" not in repr(read_notebook(data, "n.ipynb"))


def test_version_3_is_upgraded() -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": "Lab", "metadata": {}},
        {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [], "metadata": {}},
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}
    data = json.dumps(old | {"worksheets": [{"cells": cells}, {"cells": cells}]}).encode()
    assert read_notebook(data, "old.ipynb").cells == (Cell(2, "x = 1"), Cell(4, "x = 1"))


def test_what_nbformat_writes_is_read() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])  # type: ignore[no-untyped-call]
    data = nbformat.writes(notebook).encode("utf-8-sig")  # type: ignore[no-untyped-call]
    assert read_notebook(data, "n.ipynb").cells == (Cell(1, "x = 1"),)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"cells": [\n  {"cell_type": "code",,\n', "line 2, column 24"),
        (b"<!DOCTYPE html>", "line 1, column 1"),
        (b"[]", "not an object"),
        (b"{}", "version of its format"),
        (b'{"nbformat": 4}', "list of cells"),
        (b'{"nbformat": true, "cells": []}', "version of its format"),
        (b'{"nbformat": 2, "nbformat_minor": 0, "cells": []}', "version 2"),
        (b'{"nbformat": 9, "nbformat_minor": 0, "cells": []}', "version 9"),
        (b'{"nbformat": 3, "worksheets": 3}', "list of cells"),
        (b'{"nbformat": 4, "cells": [3]}', "cell 1 is not a cell"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [3]}]}', "cell 1 is not text"),
        (b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b'{"nbformat": 4' + b"0" * 5000 + b"}", "number that is too long"),
    ],
)
def test_broken_notebooks_are_told_where(data: bytes, said: str) -> None:
    error = refusal(data)
    assert error.code == "broken_notebook"
    assert said in error.message


def test_other_refusals_have_their_codes(make_notebook: Callable[..., bytes]) -> None:
    julia = make_notebook("1", metadata={"kernelspec": {"language": "julia"}})
    surrogate = make_notebook("x").replace(b'"x"', b'"\\ud800"')
    nul = make_notebook("a\n\0")
    codes = [
        refusal(data).code for data in (julia, surrogate, nul, make_notebook(MARKDOWN), make_notebook(" \n"))
    ]
    assert codes == ["not_python", "not_utf8", "nul_bytes", "no_code", "no_code"]
    assert "Cell 1 of lab1.ipynb" in refusal(nul).message


def test_caps_hold_before_memory_is_taken(
    make_notebook: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    many = make_notebook(*["x = 1"] * (notebooks.MAX_CELLS + 1))
    assert refusal(many).code == "too_many_cells"
    wide = make_notebook("x = 1", padding=[[]] * notebooks.MAX_NODES)

    def never(text: str) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("grader.intake.notebooks.json.loads", never)
    assert refusal(wide).code == "notebook_too_complex"


def test_too_much_code_is_refused_before_magics_are_looked_for(
    make_notebook: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(notebooks, "neutralise", lambda source: seen.append(source) or source)
    half = "#" * (MAX_CODE * 2 // 3)
    assert refusal(make_notebook(half, half)).code == "too_much_code"
    assert seen == [half]


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["code", "%%time\nx"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cell_type", "source", "input", "metadata", "tags", "outputs", "language"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
_NOTEBOOKS = st.fixed_dictionaries(
    {},
    optional={
        "nbformat": st.sampled_from([3, 4, 4.0, "4", None, 5]),
        "nbformat_minor": st.sampled_from([0, 4, 5, -1, "x"]),
        "metadata": _JSON,
        "cells": _JSON
        | st.lists(st.fixed_dictionaries({"cell_type": st.just("code"), "source": _JSON, "metadata": _JSON})),
        "worksheets": st.lists(st.fixed_dictionaries({"cells": _JSON})) | _JSON,
    },
)


def is_read_or_refused(data: bytes) -> bool:
    """Any other exception comes through and fails the test."""
    try:
        return bool(read_notebook(data, "n.ipynb").cells)
    except Rejected as error:
        return bool(error.code and error.message and error.next_step)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(notebook=_NOTEBOOKS)
def test_any_json_is_read_or_refused(notebook: dict[str, Any]) -> None:
    assert is_read_or_refused(json.dumps(notebook).encode())


@settings(derandomize=True, max_examples=200, deadline=None)
@given(cut=st.integers(0, 400), junk=st.binary(max_size=6))
def test_damaged_bytes_are_read_or_refused(
    make_notebook: Callable[..., bytes], cut: int, junk: bytes
) -> None:
    data = make_notebook("x = 1", MARKDOWN, tagged("skip"))
    assert is_read_or_refused(data[:cut] + junk + data[cut + len(junk) :])
