"""exercise.toml: what is read, and where errors point."""

from __future__ import annotations

import pytest

from grader.catalog.toml import line_of, parse_toml
from grader.errors import AuthorError

MINIMAL = """\
format_version = 1
title = "Demo"
status = "wip"
entry = "demo.py"
names = ["double"]
"""


def problem(text: str) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        parse_toml(text, "exercises/u/demo/exercise.toml")
    return caught.value


def test_minimal_file_gets_the_defaults() -> None:
    toml = parse_toml(MINIMAL, "x")
    assert (toml.gpu, toml.limits.cpu_s, toml.hidden, toml.order) == ("none", 20.0, None, None)


def test_what_the_sandbox_must_have_is_one_of_what_there_is() -> None:
    assert parse_toml(MINIMAL + 'requires = ["fastai"]\n', "x").requires == ["fastai"]
    assert parse_toml(MINIMAL + 'gpu = "optional"\nrequires = ["fastai"]\n', "x").gpu == "optional"
    unknown = problem(MINIMAL + 'requires = ["keras"]\n')
    assert unknown.where.endswith(":6")
    assert "`requires`" in unknown.message
    assert "fastai" in unknown.message
    both = problem(MINIMAL + 'gpu = "required"\nrequires = ["fastai"]\n')
    assert both.where.endswith(":7")
    assert "both" in both.message


def test_unknown_key_is_named_with_its_line() -> None:
    error = problem(MINIMAL + 'colour = "red"\n')
    assert error.where == "exercises/u/demo/exercise.toml:6"
    assert "`colour`" in error.message
    assert "summary" in error.next_step


def test_unknown_key_in_a_table_lists_the_keys_of_that_table() -> None:
    error = problem(MINIMAL + "cpu_s = 1\n\n[limits]\ncall_s = 1\ncpus = 2\n".removeprefix("cpu_s = 1\n"))
    assert error.where.endswith(":9")
    assert "`limits.cpus`" in error.message
    assert "memory_mb" in error.next_step
    assert "summary" not in error.next_step


def test_missing_key_is_named() -> None:
    error = problem(MINIMAL.replace('entry = "demo.py"\n', ""))
    assert "`entry` is missing" in error.message


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("format_version = 1", "format_version = 2", 1),
        ('status = "wip"', 'status = "ready"', 3),
        ('entry = "demo.py"', 'entry = "../demo.py"', 4),
        ('entry = "demo.py"', 'entry = "demo.txt"', 4),
        ('entry = "demo.py"', 'entry = "test_demo.py"', 4),
        ('entry = "demo.py"', 'entry = "conftest.py"', 4),
        ('names = ["double"]', "names = []", 5),
        ('names = ["double"]', 'names = ["_hidden"]', 5),
        ('names = ["double"]', 'names = ["double"]\nminutes = "20"', 6),
        ('names = ["double"]', 'names = ["double"]\ngpu = true', 6),
        ('names = ["double"]', 'names = ["double"]\n[limits]\nmemory_mb = 1', 7),
        ('names = ["double"]', 'names = ["double"]\nlimits.cpu_s = -1', 6),
    ],
)
def test_wrong_values_are_refused_with_their_line(old: str, new: str, line: int) -> None:
    assert problem(MINIMAL.replace(old, new)).where == f"exercises/u/demo/exercise.toml:{line}"


def test_broken_toml_points_at_the_line() -> None:
    assert problem(MINIMAL + "minutes = \n").where.endswith(":6")


def test_line_of_tells_tables_apart() -> None:
    text = "cpu_s = 1\n[limits]\n\ncpu_s = 2\n[hidden]\ncount = 3\n"
    assert line_of(text, ("cpu_s",)) == 1
    assert line_of(text, ("limits", "cpu_s")) == 4
    assert line_of(text, ("hidden",)) == 5
    assert line_of(text, ("hidden", "points")) == 1
