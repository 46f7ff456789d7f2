"""The files of a page: how much is shown, and where the remarks go."""

from __future__ import annotations

import io
import json
import os
import tracemalloc
import zipfile

import pytest

from grader.catalog.services import Catalog
from grader.intake.models import UploadedFile
from grader.settings import ROOT
from grader.web.sources import MAX_CHARACTERS, MAX_LINES, show

MB = 1024 * 1024


def lines_of(data: bytes) -> tuple[int, int, bool]:
    """Lines and characters shown of a file, and whether something was cut."""
    found = show([UploadedFile("a.py", data)], None, None, MB)
    lines = [line for _, blocks in found.files for block in blocks for line in block.lines]
    return len(lines), sum(len(line.html) for line in lines), found.cut


def test_a_small_file_is_shown_whole() -> None:
    assert lines_of(b"x\ny\n") == (2, 2, False)


def test_a_file_of_tiny_lines_does_not_make_a_huge_page() -> None:
    lines, _, cut = lines_of(b"x\n" * 60_000)
    assert (lines, cut) == (MAX_LINES, True)


def test_many_files_share_one_page() -> None:
    files = [UploadedFile(f"{number}.py", b"x = 1\n" * 4000) for number in range(20)]
    found = show(files, None, None, MB)
    shown = sum(len(block.lines) for _, blocks in found.files for block in blocks)
    assert shown <= MAX_LINES
    assert sum(len(line.html) for _, blocks in found.files for block in blocks for line in block.lines) < (
        30 * MAX_CHARACTERS
    )
    assert found.cut


def test_looking_unpacks_no_more_than_was_taken() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            # Less than a hundredfold, which intake refuses by itself.
            archive.writestr(f"{number}.py", os.urandom(20_000) + bytes(MB))
    exercise = Catalog(ROOT / "exercises", None).get("t-softmax-ce")
    assert len(packed.getvalue()) < MB
    tracemalloc.start()
    assert show([UploadedFile("a.zip", packed.getvalue())], exercise, None, MB).files == ()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * MB


@pytest.mark.parametrize("source", [None, 1, [1], [None], {}])
def test_a_notebook_with_a_broken_text_cell_is_shown(source: object) -> None:
    cells = [
        {"cell_type": "raw", "metadata": {}, "source": source},
        {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None},
    ]
    data = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
    exercise = Catalog(ROOT / "exercises", None).get("t-softmax-ce")
    found = show([UploadedFile("lab.ipynb", data)], exercise, None, MB)
    assert [block.cell for _, blocks in found.files for block in blocks] == [2]


def test_what_is_no_text_is_only_for_download() -> None:
    files = [UploadedFile("a.zip", b"PK"), UploadedFile("b.ipynb", b"{"), UploadedFile("c.py", b"\0")]
    assert show(files, None, None, MB).files == ()
