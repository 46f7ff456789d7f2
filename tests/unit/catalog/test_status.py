"""The status of an exercise.toml is changed, and not one byte beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.catalog.status import set_status
from grader.errors import AuthorError

TEXT = """# status = "wip" is what it was
format_version = 1
title = "Rows"  # a title
status   = 'wip'    # almost
summary = \"\"\"
status = "wip"
\"\"\"

[limits]
cpu_s = 10
"""


def test_only_the_line_changes_and_a_second_time_nothing(tmp_path: Path) -> None:
    path = tmp_path / "exercise.toml"
    path.write_text(TEXT)
    assert set_status(path, "active")
    assert path.read_text() == TEXT.replace("status   = 'wip'", "status   = 'active'")
    assert not set_status(path, "active")


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    path = tmp_path / "exercise.toml"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert set_status(path, "deprecated")
    assert path.read_bytes() == TEXT.replace("= 'wip'", "= 'deprecated'").replace("\n", "\r\n").encode()


def test_a_text_that_looks_like_it_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "exercise.toml"
    first = 'summary = """\nstatus = "wip"\n"""\nstatus = "wip"\n'
    path.write_text(first)
    assert set_status(path, "active")
    assert path.read_text() == 'summary = """\nstatus = "wip"\n"""\nstatus = "active"\n'


def test_what_cannot_be_found_is_said(tmp_path: Path) -> None:
    path = tmp_path / "exercise.toml"
    path.write_text('"status" = "wip"\n')
    with pytest.raises(AuthorError, match="was not found"):
        set_status(path, "active")
    assert path.read_text() == '"status" = "wip"\n'
